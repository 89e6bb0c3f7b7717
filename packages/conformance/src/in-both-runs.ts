import type { Future, Loop } from '@tsyncio/core';
import type { Case } from './case.ts';

/** Each case twice: as it is, and as `…-blocking`, in which every run blocks the thread. Such a case has generators for tasks. */
export function inBothRuns(cases: readonly Case[]): readonly Case[] {
  return cases.flatMap((testCase) => [testCase, blocking(testCase)]);
}

function blocking({ name, title, run, ...rest }: Case): Case {
  return {
    ...rest,
    name: `${name}-blocking`,
    title: `${title}, also in a run that blocks`,
    run: (stage) => run({ ...stage, newLoop: <Gives extends object>() => withBlockingRuns(stage.newLoop<Gives>()) }),
  };
}

function withBlockingRuns<L extends Loop>(loop: L): L {
  const { runForeverSync, runUntilCompleteSync } = loop;
  loop.runForever = async () => runForeverSync();
  loop.runUntilComplete = async <T>(awaitable: unknown) => runUntilCompleteSync(awaitable as Future<T>);
  return loop;
}
