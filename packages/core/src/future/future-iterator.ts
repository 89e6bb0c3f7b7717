import { LoopError } from '../errors.ts';
import type { Future } from '../interfaces/future.ts';
import type { LoopFuture } from './loop-future.ts';

/** What `yield* future` runs: hands the future to the task once unless it is done, then gives its result or throws its error. */
// biome-ignore lint/suspicious/noExplicitAny: as in Future's interface
export class FutureIterator<T> implements Generator<Future<any>, T, any> {
  readonly #future: LoopFuture<T>;
  #handedOver = false;

  constructor(future: LoopFuture<T>) {
    this.#future = future;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  next(): IteratorResult<Future<any>, T> {
    const future = this.#future;
    if (future.done()) return { done: true, value: future.result() };
    if (this.#handedOver) throw new LoopError('ERR_BAD_YIELD', `the generator was resumed before ${future} was done: run it as a task`);
    this.#handedOver = true;
    future.yielded = true;
    return { done: false, value: future };
  }

  throw(error: unknown): never {
    throw error;
  }

  return(value: T): IteratorResult<never, T> {
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }

  [Symbol.dispose](): void {}

  get [Symbol.toStringTag](): string {
    return 'Generator';
  }
}
