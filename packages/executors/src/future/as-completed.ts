import { type ExecutorFuture, TimeoutError } from '@tsyncio/core';
import { type OptionNames, ownOptions } from '@tsyncio/core/area';
import { Line } from '../pool/line.ts';
import { afterTime } from './after-time.ts';
import { checkFutures, checkTimeout } from './check-futures.ts';

const OPTIONS: OptionNames<{ timeout?: number }> = { timeout: true };

/**
 * The futures, each once, as they are done; those that are done already come first. After `timeout` milliseconds from the call it fails with
 * `TimeoutError`, which says how many are left.
 *
 * @throws {TypeError} for wrong arguments.
 * @see Python `concurrent.futures.as_completed`
 */
export function asCompleted<F extends ExecutorFuture<unknown>>(futures: Iterable<F>, options: { timeout?: number } = {}): AsyncIterable<F> {
  const all = checkFutures(futures, 'asCompleted');
  const limit = checkTimeout(ownOptions(options, 'asCompleted', OPTIONS).timeout);
  const deadline = limit === null ? null : performance.now() + limit;
  const done = new Line<F>();
  let told: () => void = () => {};
  for (const future of all) {
    future.addDoneCallback(() => {
      done.push(future);
      told();
    });
  }
  return unboxed(take());

  // In boxes: a generator waits for a future that it yields, and gives what it holds.
  async function* take(): AsyncGenerator<readonly [F], undefined> {
    for (let left = all.size; left > 0; left--) {
      if (done.length === 0) await next(left);
      yield [done.shift() as F];
    }
  }

  function next(left: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new TimeoutError(`${left} (of ${all.size}) futures unfinished`));
      const forget = deadline === null ? null : afterTime(Math.max(0, deadline - performance.now()), late);
      told = () => {
        forget?.();
        resolve();
      };
    });
  }
}

function unboxed<F>(boxes: AsyncGenerator<readonly [F], undefined>): AsyncIterableIterator<F> {
  const unbox = (result: IteratorResult<readonly [F], undefined>): IteratorResult<F> =>
    result.done === true ? { done: true, value: undefined } : { done: false, value: result.value[0] };
  const given: AsyncIterableIterator<F> = {
    [Symbol.asyncIterator]: () => given,
    next: async () => unbox(await boxes.next()),
    return: async () => unbox(await boxes.return(undefined)),
  };
  return given;
}
