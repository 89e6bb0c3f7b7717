import {
  allTasks,
  ContextVar,
  createEagerTaskFactory,
  currentTask,
  eagerTaskFactory,
  type Future,
  type Loop,
  sleep,
  type TaskOptions,
} from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

type Steps<T> = Generator<Future<unknown>, T, unknown>;

describe('an eager task', () => {
  it('takes its first step inside createTask', async () => {
    const { loop } = virtualLoop();
    const log: string[] = [];
    await loop.runUntilComplete(async () => {
      const child = loop.createTask(
        async () => {
          log.push('first step');
          await sleep(1);
          log.push('second step');
        },
        { eagerStart: true },
      );
      log.push('created');
      await child;
    });
    expect(log).toEqual(['first step', 'created', 'second step']);
  });

  it('is done when createTask returns, if it is a generator that does not wait', async () => {
    const { loop } = virtualLoop();
    const done = await loop.runUntilComplete(async () => {
      const child = loop.createTask(
        // biome-ignore lint/correctness/useYield: it does not wait
        (function* (): Steps<string> {
          return 'at once';
        })(),
        { eagerStart: true },
      );
      return [child.done(), child.result(), allTasks().has(child)];
    });
    expect(done).toEqual([true, 'at once', false]);
  });

  it('is an ordinary task once it waits', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    function* child(): Steps<number> {
      const first = counter.turn;
      yield undefined as never;
      return counter.turn - first;
    }
    function* main(): Steps<number> {
      const task = loop.createTask(child(), { eagerStart: true });
      expect(task.done()).toBe(false);
      expect(allTasks().has(task)).toBe(true);
      return yield* task;
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(1);
  });

  it('is the current task during its step, and the one before it afterwards', async () => {
    const { loop } = virtualLoop();
    const seen: string[] = [];
    const look = () => seen.push(currentTask()?.getName() ?? 'none');
    function* generatorChild(): Steps<void> {
      look();
      yield* sleep(1);
    }
    const asyncChild = async () => {
      look();
      await sleep(1);
    };
    function* generatorMain(): Steps<void> {
      look();
      const tasks = [
        loop.createTask(generatorChild(), { name: 'generator child', eagerStart: true }),
        loop.createTask(asyncChild, { name: 'async child', eagerStart: true }),
      ];
      look();
      for (const task of tasks) yield* task;
    }
    await loop.runUntilComplete(loop.createTask(generatorMain(), { name: 'generator main' }));
    await loop.runUntilComplete(
      loop.createTask(
        async () => {
          const task = loop.createTask(generatorChild(), { name: 'generator child', eagerStart: true });
          look();
          await task;
          look();
        },
        { name: 'async main' },
      ),
    );
    expect(seen).toEqual([
      'generator main',
      'generator child',
      'async child',
      'generator main',
      'generator child',
      'async main',
      'async main',
    ]);
  });

  it('is among all tasks during its step', async () => {
    const { loop } = virtualLoop();
    let seen = false;
    await loop.runUntilComplete(async () => {
      await loop.createTask(
        async () => {
          seen = [...allTasks()].some((task) => task.getName() === 'eager');
        },
        { name: 'eager', eagerStart: true },
      );
    });
    expect(seen).toBe(true);
  });

  it('runs in its own copy of the context', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen = await loop.runUntilComplete(async () => {
      variable.set('parent');
      const child = loop.createTask(
        async () => {
          const before = variable.get();
          variable.set('child');
          return before;
        },
        { eagerStart: true },
      );
      return [variable.get(), await child];
    });
    expect(seen).toEqual(['parent', 'parent']);
  });

  it('is scheduled like others while the loop does not run', async () => {
    const { loop } = virtualLoop();
    let ran = false;
    const task = loop.createTask(
      async () => {
        ran = true;
      },
      { eagerStart: true },
    );
    expect(ran).toBe(false);
    await loop.runUntilComplete(task);
    expect(ran).toBe(true);
  });

  it('fails without throwing into createTask', async () => {
    const { loop } = virtualLoop();
    const failed = await loop.runUntilComplete(async () => {
      const child = loop.createTask(
        // biome-ignore lint/correctness/useYield: it fails before it waits
        (function* (): Steps<void> {
          throw new Error('eager');
        })(),
        { eagerStart: true },
      );
      return [child.done(), (child.exception() as Error).message];
    });
    expect(failed).toEqual([true, 'eager']);
  });

  it('can be cancelled where it waits', async () => {
    const { loop } = virtualLoop();
    const cancelled = await loop.runUntilComplete(async () => {
      const child = loop.createTask(async () => await sleep(1000), { eagerStart: true });
      child.cancel();
      await child.catch(() => {});
      return child.cancelled();
    });
    expect(cancelled).toBe(true);
  });
});

describe('eagerTaskFactory', () => {
  async function startedEagerly(loop: Loop, options?: TaskOptions): Promise<boolean> {
    return await loop.runUntilComplete(async () => {
      let started = false;
      const child = loop.createTask(async () => {
        started = true;
      }, options);
      const eagerly = started;
      await child;
      return eagerly;
    });
  }

  it('makes every task eager', async () => {
    const { loop } = virtualLoop();
    loop.setTaskFactory(eagerTaskFactory);
    await expect(startedEagerly(loop)).resolves.toBe(true);
  });

  it('lets eagerStart: false have its way', async () => {
    const { loop } = virtualLoop();
    loop.setTaskFactory(eagerTaskFactory);
    await expect(startedEagerly(loop, { eagerStart: false })).resolves.toBe(false);
  });

  it('passes name and context on', async () => {
    const { loop } = virtualLoop();
    loop.setTaskFactory(eagerTaskFactory);
    const task = loop.createTask(async () => currentTask()?.getName(), { name: 'named' });
    await expect(loop.runUntilComplete(task)).resolves.toBe('named');
  });

  it('is made of any other factory by createEagerTaskFactory', async () => {
    const { loop } = virtualLoop();
    const seen: (TaskOptions | undefined)[] = [];
    const made: string[] = [];
    loop.setTaskFactory(
      createEagerTaskFactory((from, coroutine, options) => {
        seen.push(options);
        const task = eagerTaskFactory(from, coroutine, options);
        made.push(task.getName());
        return task;
      }),
    );
    await expect(startedEagerly(loop, { name: 'child' })).resolves.toBe(true);
    expect(made).toContain('child');
    expect(seen.at(-1)).toEqual({ eagerStart: true, name: 'child' });
  });
});
