import { describe, expect, it } from 'vitest';
import { findInterpreter } from '../../src/oracle/find-interpreter.ts';
import { runOracle } from '../../src/oracle/run-oracle.ts';
import { staleRecordings } from '../../src/oracle/stale-recordings.ts';
import { recordedNames } from '../../src/recordings.ts';

const interpreter = await findInterpreter();

describe.skipIf(interpreter === null)(`CPython ${interpreter?.version ?? '(skipped: none from 3.12 on was found)'}`, async () => {
  const answer = interpreter === null ? { python: '', traces: {}, errors: {}, skipped: [] } : await runOracle(interpreter);
  const stale = staleRecordings(answer);

  it('runs every scenario', () => {
    expect(answer.errors).toEqual({});
  });

  it('knows the scenarios that were recorded, and no others', () => {
    expect([...Object.keys(answer.traces), ...answer.skipped].sort()).toEqual(recordedNames());
  });

  it.each(Object.keys(answer.traces))('traces %s as it was recorded', (name) => {
    expect(stale.get(name)).toBeUndefined();
  });
});
