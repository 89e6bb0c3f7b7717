import type { Coroutine, Future } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';

/** What a generator is that a task can run. */
// biome-ignore lint/suspicious/noExplicitAny: as in Coroutine
export type Steps<T> = Generator<Future<any>, T, any>;

/** Makes the coroutines of a scenario. */
export type Form = <T>(body: () => Steps<T>) => Coroutine<T>;

/** A scenario that runs once with generators and once, under the same name with `-async`, with async functions. */
export interface CaseInBothForms extends Omit<Case, 'run'> {
  run(stage: Stage, form: Form): void | PromiseLike<void>;
}

export function inBothForms(cases: readonly CaseInBothForms[]): readonly Case[] {
  return cases.flatMap(({ name, title, run, ...rest }) => [
    { ...rest, name, title, run: (stage: Stage) => run(stage, asGenerator) },
    { ...rest, name: `${name}-async`, title: `${title}, with async functions too`, run: (stage: Stage) => run(stage, asAsyncFunction) },
  ]);
}

const asGenerator: Form = (body) => body();
const asAsyncFunction: Form = (body) => () => follow(body());

/** Do what the generator does, but wait with `await`. */
async function follow<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    try {
      await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next();
  }
  return step.value;
}
