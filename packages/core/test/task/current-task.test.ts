import { allTasks, type Context, copyContext, currentTask, type Future, sleep, type Task } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('currentTask', () => {
  it('is the task whose coroutine runs, in both kinds', async () => {
    const { loop } = virtualLoop();
    const asyncTask: Task<boolean> = loop.createTask(async () => {
      await sleep(1);
      return currentTask() === asyncTask && currentTask(loop) === asyncTask;
    });
    function* generator(): Generator<Future<unknown>, boolean, unknown> {
      yield* sleep(1);
      return currentTask() === generatorTask;
    }
    const generatorTask: Task<boolean> = loop.createTask(generator());
    await expect(loop.runUntilComplete(asyncTask)).resolves.toBe(true);
    await expect(loop.runUntilComplete(generatorTask)).resolves.toBe(true);
  });

  it('is each one of several that take turns', async () => {
    const { loop } = virtualLoop();
    const worker = (name: string) => async (): Promise<boolean> => {
      for (let i = 0; i < 5; i++) {
        await sleep(i % 2);
        if (currentTask()?.getName() !== name) return false;
      }
      return true;
    };
    const tasks = ['a', 'b', 'c'].map((name) => loop.createTask(worker(name), { name }));
    await expect(loop.runUntilComplete(() => Promise.all(tasks))).resolves.toEqual([true, true, true]);
  });

  it('is null in callbacks, timers and done callbacks that a task scheduled', async () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    const look = () => seen.push(currentTask());
    await loop.runUntilComplete(async () => {
      loop.callSoon(look);
      loop.callLater(1, look);
      sleep(1).addDoneCallback(look);
      await sleep(5);
    });
    expect(seen).toEqual([null, null, null]);
  });

  it('is null for another loop', async () => {
    const { loop } = virtualLoop();
    const other = virtualLoop().loop;
    await expect(loop.runUntilComplete(async () => [currentTask(other)])).resolves.toEqual([null]);
  });

  it('is null for a loop that does not run, and throws without a loop', () => {
    const { loop } = virtualLoop();
    expect(currentTask(loop)).toBeNull();
    expect(() => currentTask()).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it('is kept inside Context.run', async () => {
    const { loop } = virtualLoop();
    const task: Task<boolean> = loop.createTask(async () => copyContext().run(() => currentTask() === task));
    await expect(loop.runUntilComplete(task)).resolves.toBe(true);
  });

  it('refuses what is not a loop', () => {
    expect(() => currentTask({} as never)).toThrow(TypeError);
    expect(() => allTasks(5 as never)).toThrow(TypeError);
  });
});

describe('allTasks', () => {
  it('are the tasks of the loop that are not done', async () => {
    const { loop } = virtualLoop();
    const other = virtualLoop().loop;
    other.createTask(async () => {});
    const waiting = loop.createTask(async () => await sleep(100), { name: 'waiting' });
    loop.createTask(async () => {}, { name: 'quick' });
    const main = loop.createTask(
      async () => {
        await sleep(5);
        return [...allTasks()].map((task) => task.getName()).sort();
      },
      { name: 'main' },
    );
    await expect(loop.runUntilComplete(main)).resolves.toEqual(['main', 'waiting']);
    expect(allTasks(loop).has(waiting)).toBe(true);
    expect(allTasks(loop).size).toBe(1);
    await loop.runUntilComplete(waiting);
    expect(allTasks(loop).size).toBe(0);
  });

  it('include a task that was only just created', () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {});
    expect(allTasks(loop).has(task)).toBe(true);
    expect(allTasks(loop).size).toBe(1);
  });

  it('include tasks through every stage of their life', async () => {
    const { loop } = virtualLoop();
    const tasks = Array.from({ length: 50 }, (_, i) => loop.createTask(async () => await sleep(10 + i)));
    const counts: number[] = [];
    for (const delay of [1, 2, 3, 35.5]) loop.callLater(delay, () => counts.push(allTasks().size));
    loop.callLater(100, loop.stop);
    await loop.runForever();
    expect(counts).toEqual([50, 50, 50, 24]);
    expect(tasks.every((task) => task.done())).toBe(true);
  });

  it('is a set of its own each time', () => {
    const { loop } = virtualLoop();
    loop.createTask(async () => {});
    allTasks(loop).clear();
    expect(allTasks(loop).size).toBe(1);
  });

  it('needs a loop outside any', () => {
    expect(() => allTasks()).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it('lets everything be cancelled, as a shutdown does', async () => {
    const { loop } = virtualLoop();
    const context: Context = copyContext();
    const tasks = Array.from({ length: 5 }, () => loop.createTask(async () => await sleep(1000), { context }));
    const start = loop.time();
    await loop.runUntilComplete(async () => {
      await sleep(1);
      const others = [...allTasks()].filter((task) => task !== currentTask());
      for (const task of others) task.cancel();
      await Promise.allSettled(others);
    });
    expect(tasks.map((task) => task.cancelled())).toEqual([true, true, true, true, true]);
    expect(loop.time()).toBe(start + 1);
  });
});
