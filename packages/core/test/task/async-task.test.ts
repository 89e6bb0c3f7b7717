import { readFile } from 'node:fs/promises';
import { createLoop, currentTask, getRunningLoop, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('an async function task', () => {
  it('waits for futures, timers and other tasks', async () => {
    const { loop } = virtualLoop();
    const result = await loop.runUntilComplete(async () => {
      const child = loop.createTask(async () => {
        await sleep(5);
        return 'child';
      });
      const future = loop.createFuture<string>();
      loop.callLater(1, () => future.setResult('future'));
      return [await sleep(2, 'timer'), await future, await child];
    });
    expect(result).toEqual(['timer', 'future', 'child']);
  });

  it('waits for promises of Node', async () => {
    const loop = createLoop([]);
    const text = await loop.runUntilComplete(async () => {
      const content = await readFile(new URL(import.meta.url), 'utf8');
      await sleep(0);
      expect(getRunningLoop()).toBe(loop);
      return content.length;
    });
    expect(text).toBeGreaterThan(0);
    loop.close();
  });

  it('stays the same task across every kind of await', async () => {
    const { loop } = virtualLoop();
    const seen: boolean[] = [];
    const task = loop.createTask(async () => {
      const look = () => seen.push(currentTask() === task);
      look();
      await null;
      look();
      await sleep(1);
      look();
      await new Promise((resolve) => setImmediate(resolve));
      look();
      await (async () => {
        await sleep(1);
        look();
      })();
      look();
    });
    await loop.runUntilComplete(task);
    expect(seen).toEqual([true, true, true, true, true, true]);
  });

  it('cannot wait for itself', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async (): Promise<void> => {
      await task;
    });
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_TASK_SELF_AWAIT' });
  });

  it('may catch the refusal to wait for itself and go on', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async (): Promise<string> => {
      await expect((async () => await task)()).rejects.toMatchObject({ code: 'ERR_TASK_SELF_AWAIT' });
      await sleep(1);
      return 'went on';
    });
    await expect(loop.runUntilComplete(task)).resolves.toBe('went on');
  });

  it('cannot wait for a future of another loop', async () => {
    const { loop } = virtualLoop();
    const foreign = virtualLoop().loop.createFuture();
    await expect(loop.runUntilComplete(async () => await foreign)).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_FOREIGN_LOOP' });
    expect(foreign.done()).toBe(false);
  });

  it('gets the result of a future of another loop that is done', async () => {
    const { loop } = virtualLoop();
    const foreign = virtualLoop().loop.createFuture<number>();
    foreign.setResult(3);
    await expect(loop.runUntilComplete(async () => await foreign)).resolves.toBe(3);
  });

  it('gets the results of Promise.all over futures', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    await expect(loop.runUntilComplete(async () => await Promise.all([sleep(5, 'a'), sleep(3, 'b'), 'c']))).resolves.toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(loop.time()).toBe(start + 5);
  });

  it('gets the first of Promise.race over futures', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(async () => await Promise.race([sleep(5, 'slow'), sleep(3, 'fast')]))).resolves.toBe('fast');
  });

  it('finds its loop and itself in timers of Node that it started', async () => {
    const loop = createLoop([]);
    const task = loop.createTask(
      async () =>
        await new Promise((resolve) => {
          setImmediate(() => resolve([getRunningLoop() === loop, currentTask() === task]));
        }),
    );
    await expect(loop.runUntilComplete(task)).resolves.toEqual([true, true]);
    loop.close();
  });

  it('leaves no unhandled rejection behind when it fails', async () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    const listener = (reason: unknown) => seen.push(reason);
    process.on('unhandledRejection', listener);
    const task = loop.createTask(async () => {
      await sleep(1);
      throw new Error('kept in the task');
    });
    loop.callLater(2, loop.stop);
    await loop.runForever();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(seen).toEqual([]);
    expect(task.exception()).toMatchObject({ message: 'kept in the task' });
  });
});
