import { CancelledError, type Coroutine, type Future, sleep, type Task } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, type VirtualLoop, virtualLoop } from '../virtual-loop.ts';

/** One wait, in both kinds of coroutine. */
const kinds: [string, (wait: () => Future<unknown>) => Coroutine<string>][] = [
  [
    'an async function',
    (wait) => async () => {
      await wait();
      return 'not cancelled';
    },
  ],
  [
    'a generator',
    (wait) =>
      (function* () {
        yield* wait();
        return 'not cancelled';
      })(),
  ],
];

/** A promise that is nothing to the loop, and the function that resolves it. */
function foreignPromise(): [Promise<void>, () => void] {
  let release = (): void => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return [promise, release];
}

async function outcomeOf({ loop }: VirtualLoop, task: Task<unknown>): Promise<unknown> {
  return await loop.runUntilComplete(task).catch((error: unknown) => error);
}

describe.each(kinds)('cancelling %s', (_kind, coroutine) => {
  it('throws CancelledError with the message where it sleeps, and takes the timer away', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const start = loop.time();
    const task = loop.createTask(coroutine(() => sleep(1000)));
    loop.callLater(1, () => expect(task.cancel('enough')).toBe(true));
    const error = await outcomeOf(virtual, task);
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({ message: 'enough' });
    expect(task.cancelled()).toBe(true);
    expect(loop.time()).toBe(start + 1);
  });

  it('cancels the future it waits for', async () => {
    const virtual = virtualLoop();
    const future = virtual.loop.createFuture();
    const task = virtual.loop.createTask(coroutine(() => future));
    virtual.loop.callLater(1, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(future.cancelled()).toBe(true);
  });

  it('cancels the task it waits for, down to the last', async () => {
    const virtual = virtualLoop();
    const innermost = virtual.loop.createTask(coroutine(() => sleep(1000)));
    const inner = virtual.loop.createTask(coroutine(() => innermost));
    const outer = virtual.loop.createTask(coroutine(() => inner));
    virtual.loop.callLater(1, () => outer.cancel('all'));
    expect(await outcomeOf(virtual, outer)).toMatchObject({ code: 'ERR_CANCELLED', message: 'all' });
    expect([innermost.cancelled(), inner.cancelled(), outer.cancelled()]).toEqual([true, true, true]);
  });

  it('is never at once', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(coroutine(() => sleep(1000)));
    loop.callLater(1, () => {
      task.cancel();
      expect(task.done()).toBe(false);
      expect(task.cancelled()).toBe(false);
      expect(task.cancelling()).toBe(1);
    });
    await loop.runUntilComplete(task).catch(() => {});
    expect(task.done()).toBe(true);
  });

  it('before its first step keeps its body from running', async () => {
    const virtual = virtualLoop();
    let ran = false;
    const task = virtual.loop.createTask(
      coroutine(() => {
        ran = true;
        return sleep(1);
      }),
    );
    expect(task.cancel('early')).toBe(true);
    expect(task.done()).toBe(false);
    expect(await outcomeOf(virtual, task)).toMatchObject({ code: 'ERR_CANCELLED', message: 'early' });
    expect(ran).toBe(false);
  });

  it('is refused once it is done', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(coroutine(() => sleep(1)));
    await loop.runUntilComplete(task);
    expect(task.cancel()).toBe(false);
    expect(task.cancelled()).toBe(false);
    expect(task.cancelling()).toBe(0);
    expect(task.result()).toBe('not cancelled');
  });

  it('several times before it is delivered cancels it once', async () => {
    const virtual = virtualLoop();
    const task = virtual.loop.createTask(coroutine(() => sleep(1000)));
    virtual.loop.callLater(1, () => {
      expect([task.cancel('first'), task.cancel('second')]).toEqual([true, true]);
      expect(task.cancelling()).toBe(2);
    });
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(task.cancelled()).toBe(true);
  });

  it('also happens when what it waits for is cancelled by someone else', async () => {
    const virtual = virtualLoop();
    const future = virtual.loop.createFuture();
    const task = virtual.loop.createTask(coroutine(() => future));
    virtual.loop.callLater(1, () => future.cancel('from outside'));
    expect(await outcomeOf(virtual, task)).toMatchObject({ code: 'ERR_CANCELLED', message: 'from outside' });
    expect(task.cancelled()).toBe(true);
    expect(task.cancelling()).toBe(0);
  });

  it('in the turn in which its future was set cancels it all the same', async () => {
    const virtual = virtualLoop();
    const future = virtual.loop.createFuture();
    const task = virtual.loop.createTask(coroutine(() => future));
    virtual.loop.callLater(1, () => {
      future.setResult(1);
      task.cancel();
    });
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(task.cancelled()).toBe(true);
  });
});

describe('a cancelled task', () => {
  it('throws from result and from exception', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(1000));
    loop.callLater(1, () => task.cancel());
    await loop.runUntilComplete(task).catch(() => {});
    expect(() => task.result()).toThrow(CancelledError);
    expect(() => task.exception()).toThrow(CancelledError);
  });

  it('is also one that throws CancelledError by itself', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      throw new CancelledError('my own');
    });
    await expect(loop.runUntilComplete(task)).rejects.toThrow('my own');
    expect(task.cancelled()).toBe(true);
  });

  it('resumes what waits for it one turn after it was cancelled and stepped', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const log: string[] = [];
    const task = loop.createTask(
      (function* () {
        try {
          yield* loop.createFuture();
        } finally {
          log.push(`thrown@${counter.turn}`);
        }
      })(),
    );
    function* main(): Generator<Future<unknown>, void, unknown> {
      yield undefined as never;
      task.cancel();
      log.push(`cancel@${counter.turn}`);
      try {
        yield* task;
      } catch {
        log.push(`caught@${counter.turn}`);
      }
    }
    await loop.runUntilComplete(main());
    expect(log).toEqual(['cancel@2', 'thrown@3', 'caught@4']);
  });
});

describe('a task that catches its cancellation', () => {
  it('may go on and give a result', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      try {
        await sleep(1000);
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledError);
      }
      await sleep(5);
      return 'went on';
    });
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).resolves.toBe('went on');
    expect(task.cancelled()).toBe(false);
    expect(task.cancelling()).toBe(1);
  });

  it('may fail with something else', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      try {
        await sleep(1000);
      } catch {
        throw new RangeError('instead');
      }
    });
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(RangeError);
    expect(task.cancelled()).toBe(false);
  });

  it('is cancelled again by a second cancel', async () => {
    const { loop } = virtualLoop();
    const messages: string[] = [];
    const task = loop.createTask(async () => {
      for (;;) {
        try {
          await sleep(1000);
        } catch (error) {
          messages.push((error as Error).message);
          if (messages.length === 2) throw error;
        }
      }
    });
    loop.callLater(1, () => task.cancel('first'));
    loop.callLater(10, () => task.cancel('second'));
    await expect(loop.runUntilComplete(task)).rejects.toThrow('second');
    expect(messages).toEqual(['first', 'second']);
    expect(task.cancelled()).toBe(true);
  });

  it('gives its result to an outer task, which then was not cancelled', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createTask(async () => {
      try {
        await sleep(1000);
      } catch {
        return 'inner went on';
      }
      return 'not cancelled';
    });
    const outer = loop.createTask(async () => await inner);
    loop.callLater(1, () => outer.cancel());
    await expect(loop.runUntilComplete(outer)).resolves.toBe('inner went on');
    expect(outer.cancelling()).toBe(1);
  });
});

describe('cleaning up in finally', () => {
  it('may wait, and the cancellation goes on afterwards', async () => {
    const { loop } = virtualLoop();
    const log: string[] = [];
    const task = loop.createTask(async () => {
      try {
        await sleep(1000);
      } finally {
        log.push('cleaning');
        await sleep(5);
        log.push('clean');
      }
    });
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(log).toEqual(['cleaning', 'clean']);
  });

  it('is cut short by a second cancel', async () => {
    const { loop } = virtualLoop();
    const log: string[] = [];
    const task = loop.createTask(async () => {
      try {
        await sleep(1000);
      } finally {
        log.push('cleaning');
        await sleep(1000);
        log.push('not reached');
      }
    });
    const start = loop.time();
    loop.callLater(1, () => task.cancel());
    loop.callLater(5, () => task.cancel('now'));
    await expect(loop.runUntilComplete(task)).rejects.toThrow('now');
    expect(log).toEqual(['cleaning']);
    expect(loop.time()).toBe(start + 5);
  });
});

describe('a task that waits for a foreign promise', () => {
  it('is cancelled at its next wait for something of ours', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const [foreign, release] = foreignPromise();
    const log: string[] = [];
    const task = loop.createTask(async () => {
      await foreign;
      log.push('foreign done');
      await sleep(1000);
      log.push('not reached');
    });
    loop.callLater(1, () => {
      task.cancel('late');
      release();
    });
    const start = loop.time();
    expect(await outcomeOf(virtual, task)).toMatchObject({ code: 'ERR_CANCELLED', message: 'late' });
    expect(log).toEqual(['foreign done']);
    expect(loop.time()).toBe(start + 1);
  });

  it('is cancelled when it returns without waiting again', async () => {
    const virtual = virtualLoop();
    const [foreign, release] = foreignPromise();
    const task = virtual.loop.createTask(async () => {
      await foreign;
      return 'dropped';
    });
    virtual.loop.callLater(1, () => {
      task.cancel();
      release();
    });
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
  });

  it('is cancelled once, although its next wait comes first', async () => {
    const { loop } = virtualLoop();
    const [foreign, release] = foreignPromise();
    const task = loop.createTask(async () => {
      await foreign;
      try {
        await sleep(1000);
      } catch {
        // The cancellation has been delivered.
      }
      return await sleep(1, 'only once');
    });
    loop.callLater(1, () => {
      task.cancel();
      release();
    });
    await expect(loop.runUntilComplete(task)).resolves.toBe('only once');
  });

  it('does not have a wait for something done already cancelled', async () => {
    const { loop } = virtualLoop();
    const [foreign, release] = foreignPromise();
    const log: string[] = [];
    const task = loop.createTask(async () => {
      await foreign;
      const done = loop.createFuture<string>();
      done.setResult('done');
      log.push(await done);
      await sleep(1000);
    });
    loop.callLater(1, () => {
      task.cancel();
      release();
    });
    await loop.runUntilComplete(task).catch(() => {});
    expect(log).toEqual(['done']);
    expect(task.cancelled()).toBe(true);
  });

  it('may fail with its own error instead', async () => {
    const { loop } = virtualLoop();
    const [foreign, release] = foreignPromise();
    const task = loop.createTask(async () => {
      await foreign;
      throw new RangeError('mine');
    });
    loop.callLater(1, () => {
      task.cancel();
      release();
    });
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(RangeError);
  });
});

describe('a task that waits for several futures', () => {
  it('has all of Promise.all cancelled', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const futures = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    const task = loop.createTask(async () => await Promise.all(futures));
    loop.callLater(1, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(futures.map((future) => future.cancelled())).toEqual([true, true, true]);
  });

  it('has those of Promise.all cancelled that are not done yet', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const futures = [loop.createFuture<number>(), loop.createFuture<number>()] as const;
    const task = loop.createTask(async () => await Promise.all(futures));
    loop.callLater(1, () => futures[0].setResult(1));
    loop.callLater(2, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(futures.map((future) => future.cancelled())).toEqual([false, true]);
  });

  it('has all cancelled that its parts wait for', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const log: string[] = [];
    const part = async (name: string): Promise<void> => {
      try {
        await sleep(1000);
      } finally {
        log.push(name);
      }
    };
    const task = loop.createTask(async () => await Promise.all([part('a'), part('b')]));
    loop.callLater(1, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(log).toEqual(['a', 'b']);
  });

  it('has every competitor of Promise.race cancelled', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const futures = [loop.createFuture(), loop.createFuture()];
    const task = loop.createTask(async () => await Promise.race(futures));
    loop.callLater(1, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(futures.map((future) => future.cancelled())).toEqual([true, true]);
  });

  it('has the losers of an earlier Promise.race cancelled with what it waits for now', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const loser = loop.createFuture();
    const task = loop.createTask(async () => {
      await Promise.race([sleep(1), loser]);
      await sleep(1000);
    });
    loop.callLater(5, () => task.cancel());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(loser.cancelled()).toBe(true);
  });

  it('spends a cancellation during a foreign wait on the losers of an earlier race, the known limit', async () => {
    const { loop } = virtualLoop();
    const loser = loop.createFuture();
    const [foreign, release] = foreignPromise();
    const task = loop.createTask(async () => {
      await Promise.race([sleep(1), loser]);
      await foreign;
      return await sleep(1, 'not cancelled');
    });
    loop.callLater(5, () => {
      task.cancel();
      release();
    });
    await expect(loop.runUntilComplete(task)).resolves.toBe('not cancelled');
    expect(loser.cancelled()).toBe(true);
    expect(task.cancelling()).toBe(1);
  });

  it('no longer has futures cancelled that it has waited for', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const shared = loop.createFuture<string>();
    const task = loop.createTask(async () => {
      await shared;
      await sleep(1000);
    });
    loop.callLater(1, () => shared.setResult('kept'));
    loop.callLater(5, () => task.cancel());
    await outcomeOf(virtual, task);
    expect(shared.result()).toBe('kept');
  });
});

describe('cancel during the last step', () => {
  it('drops the result of an async function', async () => {
    const virtual = virtualLoop();
    const task: Task<string> = virtual.loop.createTask(async () => {
      task.cancel('last');
      return 'dropped';
    });
    expect(await outcomeOf(virtual, task)).toMatchObject({ code: 'ERR_CANCELLED', message: 'last' });
  });

  it('drops the result of a generator', async () => {
    const virtual = virtualLoop();
    // biome-ignore lint/correctness/useYield: its only step is the last
    function* main(): Generator<Future<unknown>, string, unknown> {
      task.cancel();
      return 'dropped';
    }
    const task: Task<string> = virtual.loop.createTask(main());
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
  });

  it('cancels a task that cancels itself at its next wait', async () => {
    const virtual = virtualLoop();
    const log: string[] = [];
    const task: Task<void> = virtual.loop.createTask(async () => {
      task.cancel();
      log.push('still here');
      await sleep(1000);
      log.push('not reached');
    });
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(log).toEqual(['still here']);
  });
});

describe('uncancel', () => {
  it('takes requests back one by one, never below zero', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(5));
    expect(task.uncancel()).toBe(0);
    task.cancel();
    task.cancel();
    expect(task.cancelling()).toBe(2);
    expect(task.uncancel()).toBe(1);
    expect(task.uncancel()).toBe(0);
    expect(task.uncancel()).toBe(0);
    expect(task.cancelling()).toBe(0);
    await loop.runUntilComplete(task);
  });

  it.each(kinds)('drops a cancellation of %s that was not delivered yet', async (_kind, coroutine) => {
    const { loop } = virtualLoop();
    const task = loop.createTask(coroutine(() => sleep(1)));
    task.cancel();
    task.uncancel();
    await expect(loop.runUntilComplete(task)).resolves.toBe('not cancelled');
    expect(task.cancelled()).toBe(false);
  });

  it('keeps the cancellation while another request is left', async () => {
    const virtual = virtualLoop();
    const task = virtual.loop.createTask(async () => await sleep(1));
    task.cancel();
    task.cancel();
    task.uncancel();
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
  });

  it('does not undo one that was delivered', async () => {
    const virtual = virtualLoop();
    const { loop } = virtual;
    const task = loop.createTask(async () => await sleep(1000));
    loop.callLater(1, () => {
      task.cancel();
      task.uncancel();
    });
    expect(await outcomeOf(virtual, task)).toBeInstanceOf(CancelledError);
    expect(task.cancelling()).toBe(0);
  });

  it('lets a task that caught its cancellation be as new', async () => {
    const { loop } = virtualLoop();
    const task: Task<string> = loop.createTask(async () => {
      try {
        await sleep(1000);
      } catch {
        expect(task.uncancel()).toBe(0);
      }
      return await sleep(1, 'as new');
    });
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).resolves.toBe('as new');
    expect(task.cancelling()).toBe(0);
  });
});

describe('a cancellation that is due before the task waits', () => {
  it('reaches every future of the Promise.all that comes next', async () => {
    const { loop } = virtualLoop();
    const children = [1, 2, 3].map((time) => loop.createTask(async () => sleep(time)));
    const task = loop.createTask(async () => {
      task.cancel('at once');
      await Promise.all(children);
    });
    await expect(loop.runUntilComplete(task)).rejects.toThrow('at once');
    await loop.runUntilComplete(() => Promise.allSettled(children));
    expect(children.map((child) => child.cancelled())).toEqual([true, true, true]);
    loop.close();
  });

  it('is delivered once: what the task waits for after catching it goes on', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      task.cancel();
      await sleep(1).catch(() => {});
      await sleep(1);
      return 'went on';
    });
    expect(await loop.runUntilComplete(task)).toBe('went on');
    loop.close();
  });
});
