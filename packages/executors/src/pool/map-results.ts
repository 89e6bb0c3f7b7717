import { type MapOptions, TimeoutError } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';
import type { PoolFuture } from '../future/pool-future.ts';
import { withinTime } from '../future/within-time.ts';
import { showNumber } from '../show-number.ts';
import { Line } from './line.ts';
import { PartError } from './part-error.ts';

type Submit = (args: readonly unknown[], chunk: boolean) => PoolFuture<unknown>;

/**
 * The results of one call for each element, in order.
 *
 * @throws {TypeError} {@link RangeError} for wrong arguments.
 */
export function mapResults<T>(
  submit: Submit,
  iterables: readonly Iterable<unknown>[],
  options: MapOptions,
  inChunks: boolean,
): AsyncIterableIterator<T> {
  if (!Array.isArray(iterables)) throw new TypeError(`map needs an array of iterables, got ${kindOf(iterables)}`);
  for (const [index, one] of iterables.entries()) {
    if (typeof (one as Iterable<unknown> | null | undefined)?.[Symbol.iterator] !== 'function')
      throw new TypeError(`map needs an array of iterables, one for each parameter of the work: iterables[${index}] is ${kindOf(one)}`);
  }
  const chunksize = checkCount('chunksize', options.chunksize) ?? 1;
  const buffersize = checkCount('buffersize', options.buffersize) ?? Number.POSITIVE_INFINITY;
  const { timeout } = options;
  if (timeout !== undefined && (typeof timeout !== 'number' || Number.isNaN(timeout)))
    throw new TypeError(`timeout is a number of milliseconds, got ${showNumber(timeout)}`);
  const size = inChunks ? chunksize : 1;
  const chunks = size === 1 ? zip(iterables) : chunked(zip(iterables), size);
  const limits = { buffersize: Math.ceil(buffersize / size), timeout, inChunks: size > 1 };
  return new MapResults<T>((args) => submit(args, size > 1), chunks, limits);
}

function checkCount(name: string, value: number | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value)) throw new TypeError(`${name} must be an integer, got ${showNumber(value)}`);
  if (value < 1) throw new RangeError(`${name} must be greater than 0, got ${value}`);
  return value;
}

function* zip(iterables: readonly Iterable<unknown>[]): Generator<readonly unknown[]> {
  if (iterables.length === 0) return;
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  let ended = -1;
  try {
    for (;;) {
      const row: unknown[] = [];
      for (const [index, iterator] of iterators.entries()) {
        const { done, value } = iterator.next();
        if (done) {
          ended = index;
          return;
        }
        row.push(value);
      }
      yield row;
    }
  } finally {
    for (const [index, iterator] of iterators.entries()) if (index !== ended) iterator.return?.();
  }
}

function* chunked(rows: Iterable<readonly unknown[]>, size: number): Generator<readonly (readonly unknown[])[]> {
  let chunk: (readonly unknown[])[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

class MapResults<T> implements AsyncIterableIterator<T> {
  readonly #submit: (args: readonly unknown[]) => PoolFuture<unknown>;
  readonly #rows: Iterator<readonly unknown[]>;
  readonly #inChunks: boolean;
  readonly #deadline: number;
  #futures: Line<PoolFuture<unknown>> = new Line();
  /** Results of a chunk that were not taken yet, and what comes after them. */
  #ready: Line<unknown> = new Line();
  #failure: PartError | null = null;
  #ended = false;
  /** Calls of next() that wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    submit: (args: readonly unknown[]) => PoolFuture<unknown>,
    rows: Iterator<readonly unknown[]>,
    { buffersize, timeout, inChunks }: { buffersize: number; timeout: number | undefined; inChunks: boolean },
  ) {
    this.#submit = submit;
    this.#rows = rows;
    this.#inChunks = inChunks;
    this.#deadline = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout;
    while (this.#futures.length < buffersize && this.#submitNext());
  }

  next(): Promise<IteratorResult<T>> {
    const result = this.#last.then(() => this.#next());
    this.#last = result.catch(() => {});
    return result;
  }

  return(): Promise<IteratorResult<T>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<T>> {
    this.#end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  #submitNext(): boolean {
    const { done, value } = this.#rows.next();
    if (done) return false;
    this.#futures.push(this.#submit(value));
    return true;
  }

  async #next(): Promise<IteratorResult<T>> {
    while (this.#ready.length === 0) {
      if (this.#failure !== null) throw this.#fail(this.#failure.error);
      const future = this.#futures.shift();
      if (future === undefined || this.#ended) return { done: true, value: undefined };
      await this.#take(future);
    }
    return { done: false, value: this.#ready.shift() as T };
  }

  async #take(future: PoolFuture<unknown>): Promise<void> {
    try {
      const value = await this.#inTime(future);
      this.#ready = new Line(this.#inChunks ? (value as unknown[]) : [value]);
      this.#submitNext();
    } catch (error) {
      if (!(error instanceof PartError)) throw this.#fail(error);
      this.#ready = new Line(error.values);
      this.#failure = error;
    }
  }

  async #inTime(future: PoolFuture<unknown>): Promise<unknown> {
    if (future.done() || this.#deadline === Number.POSITIVE_INFINITY) return await future;
    return await withinTime(future, Math.max(0, this.#deadline - performance.now()), () => {
      future.cancel();
      throw new TimeoutError('the next result of map was not there in time');
    });
  }

  #fail(error: unknown): unknown {
    this.#end();
    return error;
  }

  #end(): void {
    this.#ended = true;
    this.#failure = null;
    this.#ready = new Line();
    const futures = this.#futures;
    this.#futures = new Line();
    for (let future = futures.shift(); future !== undefined; future = futures.shift()) future.cancel();
    this.#rows.return?.();
  }
}
