import type { Future } from '@tsyncio/core';

/** What a coroutine of either kind does: it hands out what is to be waited for. */
export type Script = Generator<PromiseLike<unknown>, void, unknown>;

/** As an async function. */
export async function awaitAll(script: Script): Promise<void> {
  let step = script.next();
  while (!step.done) {
    let thrown: { error: unknown } | null = null;
    try {
      await step.value;
    } catch (error) {
      thrown = { error };
    }
    step = thrown === null ? script.next() : script.throw(thrown.error);
  }
}

/** As a generator coroutine, which waits for futures alone. */
export function* yieldAll(script: Script): Generator<Future<unknown>, void, unknown> {
  let step = script.next();
  while (!step.done) {
    let thrown: { error: unknown } | null = null;
    try {
      yield* step.value as Future<unknown>;
    } catch (error) {
      thrown = { error };
    }
    step = thrown === null ? script.next() : script.throw(thrown.error);
  }
}
