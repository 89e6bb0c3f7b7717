import { adaptationOf } from './adaptations.ts';
import type { Case } from './case.ts';
import { compareTraces, type Difference, showDifference } from './compare-traces.ts';
import { readRecording } from './recordings.ts';
import type { Outcome } from './run-cases.ts';

/** What a case's run on one subject means. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'adapted'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'differs'; readonly difference: Difference; readonly text: string }
  | { readonly kind: 'broken'; readonly text: string };

/** Compare a case's trace with CPython's recorded one, or with its adaptation. */
export function judge({ name }: Case, outcome: Outcome): Verdict {
  if (outcome.status === 'skipped') return { kind: 'skipped', reason: outcome.reason };
  if (outcome.status === 'failed') return { kind: 'broken', text: textOf(outcome.error) };
  const recording = readRecording(name);
  if (recording === null) return { kind: 'broken', text: `no trace of CPython is recorded: write its twin and record it` };
  const adaptation = adaptationOf(name);
  const difference = compareTraces(outcome.trace, adaptation?.trace ?? recording.trace);
  if (difference !== null) {
    return { kind: 'differs', difference, text: showDifference(difference, adaptation === undefined ? 'CPython' : 'adapted') };
  }
  return adaptation === undefined ? { kind: 'passed' } : { kind: 'adapted', reason: adaptation.reason };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
