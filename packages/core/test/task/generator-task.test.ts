import { CancelledError, type Future, sleep, type Task } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

type Steps<T> = Generator<Future<unknown>, T, unknown>;

describe('a generator task', () => {
  it('gets the result of what it waits for', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    loop.callLater(1, () => future.setResult(20));
    function* main() {
      return (yield* future) + (yield* sleep(1, 1));
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(21);
  });

  it('gets the error of what it waits for, and may catch it', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const error = new Error('mine');
    loop.callLater(1, () => future.setException(error));
    function* main(): Steps<unknown> {
      try {
        return yield* future;
      } catch (caught) {
        return caught === error;
      }
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(true);
  });

  it('fails with what it throws', async () => {
    const { loop } = virtualLoop();
    const error = new Error('mine');
    function* main(): Steps<void> {
      yield* sleep(1);
      throw error;
    }
    await expect(loop.runUntilComplete(main())).rejects.toBe(error);
  });

  it('can be made of parts with yield*', async () => {
    const { loop } = virtualLoop();
    function* part(value: number): Steps<number> {
      yield* sleep(1);
      return value;
    }
    function* main(): Steps<number> {
      return (yield* part(1)) + (yield* part(2));
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(3);
  });

  it('can wait for other tasks of both kinds', async () => {
    const { loop } = virtualLoop();
    function* main() {
      const first = loop.createTask(async () => {
        await sleep(1);
        return 'async';
      });
      const second = loop.createTask(
        (function* () {
          return yield* sleep(2, 'generator');
        })(),
      );
      return [yield* first, yield* second];
    }
    await expect(loop.runUntilComplete(main())).resolves.toEqual(['async', 'generator']);
  });

  it('goes on in the next turn after a bare yield', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    function* main(): Generator<never, number[], unknown> {
      const turns = [counter.turn];
      for (let i = 0; i < 3; i++) {
        yield undefined as never;
        turns.push(counter.turn);
      }
      return turns;
    }
    await expect(loop.runUntilComplete(main())).resolves.toEqual([1, 2, 3, 4]);
  });

  it.each([[5], ['text'], [null], [{}], [Promise.resolve()]])('is refused what it yields when that is %o', async (value) => {
    const { loop } = virtualLoop();
    function* main(): Generator<never, unknown, unknown> {
      try {
        yield value as never;
        return 'not refused';
      } catch (error) {
        return error;
      }
    }
    await expect(loop.runUntilComplete(main())).resolves.toMatchObject({ name: 'LoopError', code: 'ERR_BAD_YIELD' });
  });

  it('is told when it used yield instead of yield*', async () => {
    const { loop } = virtualLoop();
    function* main(): Generator<Future<unknown>, void, unknown> {
      yield loop.createFuture();
    }
    const failure = loop.runUntilComplete(main());
    await expect(failure).rejects.toMatchObject({ code: 'ERR_BAD_YIELD' });
    await expect(failure).rejects.toThrow(/yield\*/);
  });

  it('gets a refusal in the turn after', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    function* main(): Generator<never, number, unknown> {
      const before = counter.turn;
      try {
        yield 5 as never;
      } catch {
        // Refused.
      }
      return counter.turn - before;
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(1);
  });

  it('is cancelled, not refused, when both are due', async () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    const task = loop.createTask(
      (function* (): Generator<never, void, unknown> {
        try {
          yield 5 as never;
        } catch (error) {
          seen.push(error);
          throw error;
        }
      })(),
    );
    loop.callSoon(() => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(seen[0]).toBeInstanceOf(CancelledError);
    expect(task.cancelled()).toBe(true);
  });

  it('cannot wait for itself', async () => {
    const { loop } = virtualLoop();
    function* main(): Steps<void> {
      yield* task;
    }
    const task: Task<void> = loop.createTask(main());
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_TASK_SELF_AWAIT' });
  });

  it('cannot wait for a future of another loop', async () => {
    const { loop } = virtualLoop();
    const foreign = virtualLoop().loop.createFuture();
    function* main(): Steps<void> {
      yield* foreign;
    }
    await expect(loop.runUntilComplete(main())).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_FOREIGN_LOOP' });
    expect(foreign.done()).toBe(false);
  });

  it('gets the result of a future of another loop that is done', async () => {
    const { loop } = virtualLoop();
    const foreign = virtualLoop().loop.createFuture<number>();
    foreign.setResult(3);
    function* main() {
      return yield* foreign;
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(3);
  });

  it('runs finally blocks on its way out', async () => {
    const { loop } = virtualLoop();
    const log: string[] = [];
    const task = loop.createTask(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          log.push('cleaning');
          yield* sleep(5);
          log.push('clean');
        }
      })(),
    );
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(log).toEqual(['cleaning', 'clean']);
  });
});
