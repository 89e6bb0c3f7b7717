import { currentTask, getRunningLoop } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('future.then', () => {
  it('calls the handler with the result, in a turn of the loop', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const calls: unknown[] = [];
    future.then((value) => calls.push([value, getRunningLoop() === loop]));
    future.setResult(1);
    expect(calls).toEqual([]);
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual([[1, true]]);
  });

  it('gives a promise of what the handler returned', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const promise = loop.runUntilComplete(async () => await future.then((value) => value + 1).then((value) => value * 10));
    loop.callSoon(() => future.setResult(1));
    await expect(promise).resolves.toBe(20);
  });

  it('passes the outcome on where there is no handler', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const failing = loop.createFuture<number>();
    future.setResult(1);
    failing.setException(new Error('passed on'));
    await expect(loop.runUntilComplete(async () => await future.then(null, () => 0))).resolves.toBe(1);
    await expect(loop.runUntilComplete(async () => await failing.then(() => 0))).rejects.toThrow('passed on');
  });

  it('rejects with what the handler throws', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    loop.callLater(1, () => future.setResult(1));
    await expect(
      loop.runUntilComplete(
        async () =>
          await future.then(() => {
            throw new Error('in the handler');
          }),
      ),
    ).rejects.toThrow('in the handler');
  });

  it('waits for a promise that the handler returns', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    loop.callLater(1, () => future.setResult(1));
    await expect(loop.runUntilComplete(async () => await future.then(() => Promise.resolve('adopted')))).resolves.toBe('adopted');
  });

  it('gives its promise also when it is asked for late', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const waiter = future.then((value) => value + 1);
    future.setResult(1);
    loop.stop();
    await loop.runForever();
    await expect(waiter).resolves.toBe(2);
  });

  it('is adopted by native promises', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    loop.callLater(1, () => future.setResult(3));
    await expect(loop.runUntilComplete(() => Promise.resolve(future))).resolves.toBe(3);
    await expect(loop.runUntilComplete(() => Promise.all([future, 4]))).resolves.toEqual([3, 4]);
  });

  it('runs its handlers for the task that called it', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<void>();
    loop.callLater(1, () => future.setResult());
    const task = loop.createTask(async () => (await future.then(() => [currentTask()]))[0] === currentTask());
    await expect(loop.runUntilComplete(task)).resolves.toBe(true);
  });

  it('lets a rejection that nobody handles end where those of promises do', async () => {
    const { loop } = virtualLoop();
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve));
      const future = loop.createFuture();
      future.then(() => {});
      future.setException(new Error('nobody'));
      loop.stop();
      await loop.runForever();
      await expect(unhandled).resolves.toMatchObject({ message: 'nobody' });
    } finally {
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  it('leaves no unhandled rejection behind when it is awaited', async () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    const listener = (reason: unknown) => seen.push(reason);
    process.on('unhandledRejection', listener);
    const future = loop.createFuture();
    loop.callLater(1, () => future.setException(new Error('handled')));
    await loop.runUntilComplete(async () => {
      await expect((async () => await future)()).rejects.toThrow('handled');
    });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(seen).toEqual([]);
  });

  it('gives what has catch and finally, as a promise has', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const failing = loop.createFuture<number>();
    const steps: unknown[] = [];
    // What `then` gives is typed as PromiseLike, and is more.
    const passed = future.then((value) => value + 1) as Promise<number>;
    const failed = failing.then((value) => value + 1) as Promise<number>;
    loop.callSoon(() => future.setResult(1));
    loop.callSoon(() => failing.setException(new Error('broken')));
    await loop.runUntilComplete(async () => {
      steps.push(await passed.finally(() => steps.push('finally')));
      steps.push(await failed.catch((error: Error) => error.message));
    });
    expect(steps).toEqual(['finally', 2, 'broken']);
  });
});
