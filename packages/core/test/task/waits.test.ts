import { inspect } from 'node:util';
import { type Future, shield, sleep, type Task, wrapFuture } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

type Steps<T> = Generator<Future<any>, T, any>;

describe('handlers added by hand are no wait of the task that added them', () => {
  it('a child with a then of its own goes on when its parent is cancelled', async () => {
    const { loop } = virtualLoop();
    const child = loop.createTask(async () => sleep(10, 'child done'));
    const seen: string[] = [];
    const parent = loop.createTask(async () => {
      void child.then((value) => seen.push(value));
      child.catch(() => seen.push('failed'));
      child.finally(() => seen.push('finally'));
      await sleep(1000);
    });
    loop.callLater(5, () => parent.cancel());
    await expect(loop.runUntilComplete(parent)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await loop.runUntilComplete(child);
    await loop.runUntilComplete(() => sleep(1));
    expect(seen.sort()).toEqual(['child done', 'finally']);
  });

  it.each<[string, (child: Task<unknown>) => PromiseLike<unknown>]>([
    ['then', (child) => child.then(() => {})],
    ['catch', (child) => child.catch((error) => Promise.reject(error))],
    ['finally', (child) => child.finally(() => {})],
  ])('but what %s gives is one once it is awaited', async (_method, handle) => {
    const { loop } = virtualLoop();
    const child = loop.createTask(async () => sleep(1000));
    const parent = loop.createTask(async () => void (await handle(child)));
    loop.callLater(5, () => parent.cancel());
    await expect(loop.runUntilComplete(parent)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(child.cancelled()).toBe(true);
    expect(loop.time()).toBeLessThan(1100);
  });

  it('a generator waits for what it yields alone', async () => {
    const { loop } = virtualLoop();
    const other = loop.createFuture();
    const gate = loop.createFuture<number>();
    function* steps(): Steps<string> {
      other.then(
        () => {},
        () => {},
      );
      yield* gate;
      yield* sleep(5);
      return 'the cancellation was lost';
    }
    const task = loop.createTask(steps());
    loop.callLater(5, () => {
      gate.setResult(1);
      task.cancel();
    });
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(other.cancelled()).toBe(false);
  });
});

describe('a cancellation is not lost on what is left over', () => {
  it('when the winner of a race is done and the task was not told yet', async () => {
    const { loop } = virtualLoop();
    const [first, second] = [loop.createFuture(), loop.createFuture()];
    const task = loop.createTask(async () => {
      await Promise.race([first, second]);
      await sleep(5);
    });
    loop.callLater(1, () => {
      first.setResult(1);
      task.cancel();
    });
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(loop.time()).toBeLessThan(1003);
  });

  it('when a task cancels itself after a race', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      await Promise.race([sleep(1), sleep(10_000)]);
      task.cancel();
      await sleep(5);
    });
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('is delivered once under Promise.all of which one part is done', async () => {
    const { loop } = virtualLoop();
    const [first, second] = [loop.createFuture(), loop.createFuture()];
    const task = loop.createTask(async () => {
      await Promise.all([first, second]).catch(() => {});
      await sleep(1);
      return 'went on';
    });
    loop.callLater(1, () => {
      first.setResult(1);
      task.cancel();
    });
    expect(await loop.runUntilComplete(task)).toBe('went on');
    expect(second.cancelled()).toBe(true);
  });
});

describe('task.signal', () => {
  it('has the message of the cancellation, also when it is first asked for afterwards', async () => {
    const { loop } = virtualLoop();
    const task: Task<string> = loop.createTask(async () => {
      await sleep(1000).catch(() => {});
      return (task.signal.reason as Error).message;
    });
    loop.callLater(1, () => task.cancel('why'));
    expect(await loop.runUntilComplete(task)).toBe('why');
  });

  it('is a fresh one once uncancel took the last request back', async () => {
    const { loop } = virtualLoop();
    const task: Task<boolean[]> = loop.createTask(async () => {
      const before = task.signal;
      await sleep(1000).catch(() => {});
      task.uncancel();
      return [before.aborted, task.signal.aborted];
    });
    loop.callLater(1, () => task.cancel());
    expect(await loop.runUntilComplete(task)).toEqual([true, false]);
  });
});

describe('sleep(0)', () => {
  it('that is cancelled by an earlier callback of its turn throws in that turn', async () => {
    const { loop } = virtualLoop();
    const order: string[] = [];
    const task = loop.createTask(async () => {
      loop.callSoon(() => {
        task.cancel();
        loop.callSoon(() => order.push('next turn'));
      });
      try {
        await sleep(0);
      } finally {
        order.push('thrown');
      }
    });
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await loop.runUntilComplete(() => sleep(0));
    expect(order).toEqual(['thrown', 'next turn']);
  });
});

describe('what cannot be shown or trusted', () => {
  it('an error whose text cannot be made does not stop the loop', async () => {
    const { loop } = virtualLoop();
    const nasty = {
      [inspect.custom]: () => {
        throw new Error('not to be shown');
      },
    };
    // biome-ignore lint/correctness/useYield: it fails before it waits
    function* fails(): Steps<void> {
      throw nasty;
    }
    const task = loop.createTask(fails());
    let next = false;
    loop.callSoon(() => {
      next = true;
    });
    await expect(loop.runUntilComplete(task)).rejects.toBe(nasty);
    expect(next).toBe(true);
    expect(`${task}`).toContain('<cannot be shown>');
  });

  it('a thenable that calls back in the middle of other code takes no turn there', async () => {
    const { loop } = virtualLoop();
    let resolve = (_value: number): void => {};
    const thenable = {
      then: (onFulfilled: (value: number) => void) => {
        resolve = onFulfilled;
      },
    } as unknown as PromiseLike<number>;
    let inside = false;
    const turns: boolean[] = [];
    const task = loop.createTask(() => thenable);
    loop.createTask(async () => {
      loop.callSoon(() => void turns.push(inside));
      await null;
      inside = true;
      resolve(1);
      inside = false;
    });
    expect(await loop.runUntilComplete(task)).toBe(1);
    expect(turns).toEqual([false]);
  });

  it('a shield over a promise of Node is refused in a blocking run', () => {
    const { loop } = virtualLoop();
    function* waits(): Steps<void> {
      yield* shield(wrapFuture(new Promise<void>(() => {}), { loop }));
    }
    expect(() => loop.runUntilCompleteSync(waits())).toThrow(expect.objectContaining({ code: 'ERR_SYNC_AWAIT' }));
  });

  it('an exception handler that was overridden with one that throws does not stop the loop', async () => {
    const { loop } = virtualLoop();
    Object.defineProperty(loop, 'callExceptionHandler', {
      value: () => {
        throw new Error('worse');
      },
    });
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise((settle) => process.once('uncaughtException', settle));
    loop.callSoon(() => {
      throw new Error('bad');
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(await uncaught).toMatchObject({ message: 'worse' });
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
});
