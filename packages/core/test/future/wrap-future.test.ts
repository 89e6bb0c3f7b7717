import { sleep, wrapFuture } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('wrapFuture', () => {
  it('follows a promise to its result', async () => {
    const { loop } = virtualLoop();
    const future = wrapFuture(Promise.resolve(5), { loop });
    expect(future.done()).toBe(false);
    await expect(loop.runUntilComplete(future)).resolves.toBe(5);
  });

  it('follows a promise to its error', async () => {
    const { loop } = virtualLoop();
    const error = new Error('rejected');
    await expect(loop.runUntilComplete(wrapFuture(Promise.reject(error), { loop }))).rejects.toBe(error);
  });

  it('belongs to the running loop unless one is given', async () => {
    const { loop } = virtualLoop();
    const future = await loop.runUntilComplete(async () => [wrapFuture(Promise.resolve())]);
    expect(future[0]!.getLoop()).toBe(loop);
  });

  it('needs a loop', () => {
    expect(() => wrapFuture(Promise.resolve())).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it('gives a future as it is', () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    expect(wrapFuture(future)).toBe(future);
  });

  it('drops the outcome of the promise when it was cancelled', async () => {
    const { loop, reports } = virtualLoop();
    const futures = [wrapFuture(Promise.resolve(1), { loop }), wrapFuture(Promise.reject(new Error('dropped')), { loop })];
    for (const future of futures) future.cancel();
    await loop.runUntilComplete(async () => await sleep(1));
    expect(futures.map((future) => future.cancelled())).toEqual([true, true]);
    expect(reports).toEqual([]);
  });

  it('drops the outcome of the promise when the loop was closed', async () => {
    const { loop } = virtualLoop();
    const future = wrapFuture(Promise.resolve(1), { loop });
    loop.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(future.done()).toBe(false);
  });

  it('makes a foreign promise interruptible', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await wrapFuture(new Promise(() => {})));
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('follows any thenable', async () => {
    const { loop } = virtualLoop();
    const thenable = {
      then: (resolve: (value: string) => void) => void setImmediate(resolve, 'thenable'),
    } as unknown as PromiseLike<string>;
    await expect(loop.runUntilComplete(wrapFuture(thenable, { loop }))).resolves.toBe('thenable');
  });

  it.each([[null], [1], ['text'], [{}], [undefined]])('refuses %o', (value) => {
    const { loop } = virtualLoop();
    expect(() => wrapFuture(value as never, { loop })).toThrow(TypeError);
  });
});
