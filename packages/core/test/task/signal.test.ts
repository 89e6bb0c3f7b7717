import { getEventListeners } from 'node:events';
import { setTimeout as nodeTimeout } from 'node:timers/promises';
import { CancelledError, createLoop, sleep, type Task } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('task.signal', () => {
  it('is one signal, not aborted, for as long as nobody cancels', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(1));
    expect(task.signal).toBeInstanceOf(AbortSignal);
    expect(task.signal).toBe(task.signal);
    await loop.runUntilComplete(task);
    expect(task.signal.aborted).toBe(false);
  });

  it('is aborted at once by cancel, with a CancelledError as its reason', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(1000));
    const { signal } = task;
    loop.callLater(1, () => {
      task.cancel('enough');
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toBeInstanceOf(CancelledError);
      expect(signal.reason).toMatchObject({ message: 'enough' });
    });
    await loop.runUntilComplete(task).catch(() => {});
    expect(signal.aborted).toBe(true);
  });

  it('is aborted already when it is first asked for after cancel', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(1));
    task.cancel();
    expect(task.signal.aborted).toBe(true);
    await loop.runUntilComplete(task).catch(() => {});
  });

  it('ends a wait of Node that was given it', async () => {
    const loop = createLoop([]);
    const task: Task<void> = loop.createTask(async () => {
      await nodeTimeout(100_000, undefined, { signal: task.signal });
    });
    loop.callSoon(() => loop.callSoon(() => task.cancel()));
    const error = await loop.runUntilComplete(task).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'AbortError' });
    loop.close();
  });

  it('lets a task that rethrows the reason end as cancelled', async () => {
    const { loop } = virtualLoop();
    const task: Task<void> = loop.createTask(async () => {
      const { signal } = task;
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(task.cancelled()).toBe(true);
  });
});

describe('createTask with a signal', () => {
  it('cancels the task when the signal is aborted', async () => {
    const { loop } = virtualLoop();
    const controller = new AbortController();
    const task = loop.createTask(async () => await sleep(1000), { signal: controller.signal });
    loop.callLater(1, () => controller.abort(new Error('the user left')));
    const failure = loop.runUntilComplete(task);
    await expect(failure).rejects.toBeInstanceOf(CancelledError);
    await expect(failure).rejects.toThrow('the user left');
    expect(task.cancelling()).toBe(1);
  });

  it('never runs the body when the signal is aborted already', async () => {
    const { loop } = virtualLoop();
    let ran = false;
    const task = loop.createTask(
      async () => {
        ran = true;
      },
      { signal: AbortSignal.abort() },
    );
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(ran).toBe(false);
  });

  it('never runs the body of an eager task when the signal is aborted already', async () => {
    const { loop } = virtualLoop();
    let ran = false;
    const main = async () => {
      const child = loop.createTask(
        async () => {
          ran = true;
        },
        { signal: AbortSignal.abort(), eagerStart: true },
      );
      return await child;
    };
    await expect(loop.runUntilComplete(main)).rejects.toBeInstanceOf(CancelledError);
    expect(ran).toBe(false);
  });

  it('takes its listener off the signal when the task is done', async () => {
    const { loop } = virtualLoop();
    const { signal } = new AbortController();
    const task = loop.createTask(async () => await sleep(1), { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await loop.runUntilComplete(task);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('does nothing when the signal is aborted after the task is done', async () => {
    const { loop } = virtualLoop();
    const controller = new AbortController();
    const task = loop.createTask(async () => 'done', { signal: controller.signal });
    await loop.runUntilComplete(task);
    controller.abort();
    expect(task.result()).toBe('done');
    expect(task.cancelling()).toBe(0);
  });
});
