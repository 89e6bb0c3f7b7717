import type { Verdict } from '../judge.ts';

/** What a case came to on all subjects together. */
export type Proof =
  | { readonly kind: 'passed' }
  | { readonly kind: 'adapted'; readonly reason: string }
  | { readonly kind: 'unproven'; readonly why: string };

/** A case proves its rows when it ran on one subject at least, and differed and broke on none. */
export function proofOf(verdicts: readonly Verdict[]): Proof {
  const bad = verdicts.find(({ kind }) => kind === 'differs' || kind === 'broken');
  if (bad !== undefined) return { kind: 'unproven', why: bad.kind };
  const adapted = verdicts.find((verdict) => verdict.kind === 'adapted');
  if (adapted !== undefined) return adapted;
  return verdicts.some(({ kind }) => kind === 'passed') ? { kind: 'passed' } : { kind: 'unproven', why: 'skipped' };
}
