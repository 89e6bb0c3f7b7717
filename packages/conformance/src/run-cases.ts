import type { Case } from './case.ts';
import { setStage } from './set-stage.ts';
import type { Subject } from './subject.ts';
import type { Trace } from './trace.ts';

/** What came of a case on one subject. */
export type Outcome =
  | { readonly status: 'ran'; readonly trace: Trace }
  | { readonly status: 'failed'; readonly trace: Trace; readonly error: unknown }
  | { readonly status: 'skipped'; readonly reason: string };

export interface RunOptions {
  /** How long a case may take, in milliseconds. A case that blocks the thread cannot be ended. */
  readonly deadline?: number;
}

/** Run one case on fresh loops of `subject`. Never rejects. */
export async function runCase(testCase: Case, subject: Subject, { deadline = 90_000 }: RunOptions = {}): Promise<Outcome> {
  const missing = (testCase.needs ?? []).filter((need) => !(need in (subject.abilities ?? {})));
  if (missing.length > 0) return { status: 'skipped', reason: `${subject.name} has no ${missing.join(', ')}` };
  const { stage, trace, strike } = setStage(subject);
  let failure: { readonly error: unknown } | null = null;
  const fail = (error: unknown): void => {
    failure ??= { error };
  };
  await withinDeadline(() => testCase.run(stage), deadline).catch(fail);
  try {
    strike();
  } catch (error) {
    fail(error);
  }
  return failure === null ? { status: 'ran', trace } : { status: 'failed', trace, ...(failure as { error: unknown }) };
}

/** Run cases one after the other. */
export async function* runCases(
  cases: readonly Case[],
  subject: Subject,
  options?: RunOptions,
): AsyncGenerator<readonly [Case, Outcome], void> {
  for (const testCase of cases) yield [testCase, await runCase(testCase, subject, options)];
}

async function withinDeadline(run: () => void | PromiseLike<void>, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the case did not end within ${deadline} ms`)), deadline);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
