import { createLoop } from '@tsyncio/core';
import {
  BrokenInterpreterPoolError,
  ExecutionFailedError,
  executors,
  InterpreterPoolExecutor,
  NotShareableError,
} from '@tsyncio/executors';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';

// CPython has interpreter pools from 3.14 on: these are its tests, where no other of ours is the same.

const outside = { value: 1 };

class Local {
  value = 1;
  method(): number {
    return this.value;
  }
}

const notShareable: readonly (readonly [string, () => unknown])[] = [
  ['a bound method', new Local().method.bind(new Local())],
  ['a class', Local as never],
];

describe('an interpreter pool', () => {
  it.each(notShareable)('refuses %s as work', async (_, work) => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    expect(await failureOf(() => pool.submit(work))).toBeInstanceOf(NotShareableError);
    expect(pool.stats().workers).toBe(0);
  });

  it.each(notShareable)('is broken by an initializer that is %s', async (_, work) => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1, initializer: work as () => void });
    for (const _time of ['first', 'later']) {
      const failure = await failureOf(() => pool.submit(() => 1));
      expect(failure).toBeInstanceOf(BrokenInterpreterPoolError);
      expect(failure.cause).toBeInstanceOf(NotShareableError);
    }
  });

  it('refuses a function that uses names from outside of it, and names them', async () => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    const failure = await failureOf(() => pool.submit(() => outside.value));
    expect(failure).toBeInstanceOf(NotShareableError);
    expect(failure.message).toMatch(/\boutside\b/);
    expect(pool.stats().workers).toBe(0);
  });

  it('is broken by an initializer that uses names from outside of it', async () => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1, initializer: () => void outside.value });
    for (const _time of ['first', 'later']) {
      const failure = await failureOf(() => pool.submit(() => 1));
      expect(failure).toBeInstanceOf(BrokenInterpreterPoolError);
      expect(failure.cause).toBeInstanceOf(NotShareableError);
    }
  });

  it.each([
    ['holds a function', () => ({ deep: [() => 1] }), /deep\[0\]/],
    [
      'fails to be read',
      () => ({
        get deep(): number {
          throw new RangeError('while it is copied');
        },
      }),
      /while it is copied/,
    ],
  ])('fails the work whose result %s, and goes on', async (_, work, message) => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    const failure = await failureOf(() => pool.submit(work as () => unknown));
    expect(`${failure} ${failure.cause}`).toMatch(message);
    expect(await pool.submit(() => 'goes on')).toBe('goes on');
  });

  it('is told nothing of a loop that was closed when its work was cancelled', async () => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    const door = new Int32Array(new SharedArrayBuffer(8));
    const wait = (at: Int32Array): string => {
      Atomics.store(at, 1, 1);
      Atomics.wait(at, 0, 0);
      return 'late';
    };
    const loop = createLoop([executors()]);
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, context) => reports.push(context));
    const futures = [loop.runInExecutor(pool, wait, door), loop.runInExecutor(pool, wait, door)];
    while (Atomics.load(door, 1) === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(futures.map((future) => future.cancel())).toEqual([true, true]);
    loop.close();
    Atomics.store(door, 0, 1);
    Atomics.notify(door, 0);
    await pool.shutdown();
    expect(futures.map((future) => future.cancelled())).toEqual([true, true]);
    expect(reports).toEqual([]);
  });

  it('keeps what functions make global in its worker, and shows it nowhere else', async () => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    const count = (): number => {
      const globals = globalThis as { counted?: number };
      globals.counted = (globals.counted ?? 0) + 1;
      return globals.counted;
    };
    expect([await pool.submit(count), await pool.submit(count)]).toEqual([1, 2]);
    expect('counted' in globalThis).toBe(false);
  });

  it('tells what its work threw as the cause of an ExecutionFailedError', async () => {
    await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
    const failure = await failureOf(() =>
      pool.submit(() => {
        throw new RangeError('spam');
      }),
    );
    expect(failure).toBeInstanceOf(ExecutionFailedError);
    expect(failure.cause).toBeInstanceOf(RangeError);
    expect(failure.cause).toMatchObject({ name: 'RangeError', message: 'spam' });
    expect(await pool.submit(() => 'goes on')).toBe('goes on');
  });
});
