import { compareTraces, showDifference } from '../compare-traces.ts';
import { readRecording } from '../recordings.ts';
import type { OracleAnswer } from './run-oracle.ts';

/** What is recorded and not what CPython traces now: for each such case, the difference in words. */
export function staleRecordings({ python, traces }: OracleAnswer): ReadonlyMap<string, string> {
  const stale = new Map<string, string>();
  for (const [name, trace] of Object.entries(traces)) {
    const recording = readRecording(name);
    const difference = compareTraces(trace, recording?.trace ?? []);
    if (difference !== null) stale.set(name, showDifference(difference, `recorded (${recording?.python})`, `CPython ${python}`));
  }
  return stale;
}
