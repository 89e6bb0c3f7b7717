import { BrokenInterpreterPoolError, ExecutionFailedError, InterpreterPoolExecutor, NotShareableError } from '@tsyncio/executors';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';

// CPython has interpreter pools from 3.14 on: these are its tests, where no other of ours is the same.

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
