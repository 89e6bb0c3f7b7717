import { CancelledError, createLoop, currentTask, getRunningLoop, type Loop, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, it } from 'vitest';
import { virtualKernel } from '../virtual-kernel.ts';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

describe('runForever', () => {
  it('runs until stop is called', async () => {
    const { loop } = virtualLoop();
    loop.callLater(10, loop.stop);
    const start = loop.time();
    await expect(loop.runForever()).resolves.toBeUndefined();
    expect(loop.time()).toBe(start + 10);
  });

  it('finishes the batch in which stop was called, and keeps what it scheduled for the next run', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callSoon(() => {
      calls.push('a');
      loop.stop();
      loop.callSoon(() => calls.push('b'));
    });
    loop.callSoon(() => calls.push('c'));
    await loop.runForever();
    expect(calls).toEqual(['a', 'c']);
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual(['a', 'c', 'b']);
  });

  it('makes one turn when stop was called before', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callSoon(() => calls.push('queued'));
    loop.callSoon(() => loop.callSoon(() => calls.push('next turn')));
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual(['queued']);
  });

  it('does not wait for timers when stop was called before', async () => {
    const { loop } = virtualLoop();
    loop.callLater(50, () => {});
    const start = loop.time();
    loop.stop();
    await loop.runForever();
    expect(loop.time()).toBe(start);
  });

  it('takes several calls of stop as one', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.stop();
    loop.stop();
    await loop.runForever();
    loop.callSoon(() => loop.callSoon(() => calls.push('second turn')));
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['second turn']);
  });

  it('can be run again and again', async () => {
    const { loop } = virtualLoop();
    for (let i = 0; i < 3; i++) {
      loop.callSoon(loop.stop);
      await loop.runForever();
    }
    expect(loop.isRunning()).toBe(false);
  });

  it('is running from the call until its promise resolves', async () => {
    const { loop } = virtualLoop();
    expect(loop.isRunning()).toBe(false);
    const seen: boolean[] = [];
    loop.callSoon(() => seen.push(loop.isRunning()));
    loop.callSoon(loop.stop);
    const run = loop.runForever();
    expect(loop.isRunning()).toBe(true);
    await run;
    expect(seen).toEqual([true]);
    expect(loop.isRunning()).toBe(false);
  });

  it('refuses a second run and leaves the first alone', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callLater(1, () => calls.push('still running'));
    loop.callLater(2, loop.stop);
    const run = loop.runForever();
    await expect(loop.runForever()).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_LOOP_RUNNING' });
    await expect(loop.runUntilComplete(Promise.resolve())).rejects.toMatchObject({ code: 'ERR_LOOP_RUNNING' });
    await run;
    expect(calls).toEqual(['still running']);
  });

  it('refuses a run inside one of its own tasks', async () => {
    const { loop } = virtualLoop();
    await loop.runUntilComplete(async () => {
      await expect(loop.runForever()).rejects.toMatchObject({ code: 'ERR_LOOP_RUNNING' });
    });
  });

  it('rejects on a closed loop', async () => {
    const { loop } = virtualLoop();
    loop.close();
    await expect(loop.runForever()).rejects.toMatchObject({ code: 'ERR_LOOP_CLOSED' });
  });

  it("is stopped from Node's own loop while it sleeps", async () => {
    const loop = createLoop([]);
    setImmediate(() => setImmediate(loop.stop));
    await loop.runForever();
    loop.close();
  });

  it('ends after the continuations that its last turn caused', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const future = loop.createFuture<void>();
    const task = loop.createTask(async () => {
      await future;
      for (let i = 0; i < 5; i++) await null;
      calls.push('drained');
    });
    loop.callSoon(() => {
      future.setResult();
      loop.callSoon(loop.stop);
    });
    await loop.runForever();
    expect(calls).toEqual(['drained']);
    expect(task.done()).toBe(true);
  });
});

describe('runUntilComplete', () => {
  it('gives the result of an async function', async () => {
    const { loop } = virtualLoop();
    await expect(
      loop.runUntilComplete(async () => {
        await sleep(10);
        return 'done';
      }),
    ).resolves.toBe('done');
  });

  it('gives the result of a generator', async () => {
    const { loop } = virtualLoop();
    function* main() {
      return (yield* sleep(10, 20)) + 1;
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(21);
  });

  it('gives the result of a future', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<string>();
    loop.callLater(1, () => future.setResult('set'));
    await expect(loop.runUntilComplete(future)).resolves.toBe('set');
  });

  it('gives the result of a promise', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(Promise.resolve(7))).resolves.toBe(7);
  });

  it('gives the result of a task', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(loop.createTask(async () => 'task'))).resolves.toBe('task');
  });

  it('rejects with the very error that the coroutine threw', async () => {
    const { loop } = virtualLoop();
    const error = new RangeError('mine');
    await expect(
      loop.runUntilComplete(async () => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  it('rejects with CancelledError when the future is cancelled', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    loop.callSoon(() => future.cancel('enough'));
    const failure = loop.runUntilComplete(future);
    await expect(failure).rejects.toBeInstanceOf(CancelledError);
    await expect(failure).rejects.toThrow('enough');
  });

  it('makes a turn also for a future that is done', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const future = loop.createFuture<number>();
    future.setResult(1);
    loop.callSoon(() => calls.push('queued'));
    await expect(loop.runUntilComplete(future)).resolves.toBe(1);
    expect(calls).toEqual(['queued']);
  });

  it('rejects when stop comes first, and a later run goes on with the task', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      await sleep(20);
      return 'resumed';
    });
    loop.callLater(5, loop.stop);
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ name: 'LoopError', code: 'ERR_LOOP_STOPPED' });
    expect(task.done()).toBe(false);
    await expect(loop.runUntilComplete(task)).resolves.toBe('resumed');
  });

  it('does not stop a later run when the future of a stopped one is done', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const future = loop.createFuture<void>();
    loop.callSoon(loop.stop);
    await expect(loop.runUntilComplete(future)).rejects.toMatchObject({ code: 'ERR_LOOP_STOPPED' });
    loop.callLater(1, () => future.setResult());
    loop.callLater(5, () => calls.push('later'));
    loop.callLater(6, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['later']);
  });

  it('gives the result when the future is done in the turn that stops the loop', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<string>();
    loop.callSoon(() => {
      loop.stop();
      future.setResult('in time');
    });
    await expect(loop.runUntilComplete(future)).resolves.toBe('in time');
  });

  it.each([[5], [null], [undefined], ['text'], [{}]])('rejects %j, which cannot be waited for', async (value) => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(value as never)).rejects.toBeInstanceOf(TypeError);
    expect(loop.isRunning()).toBe(false);
  });

  it('rejects the future of another loop and does not run', async () => {
    const { loop } = virtualLoop();
    const other = virtualLoop();
    await expect(loop.runUntilComplete(other.loop.createFuture())).rejects.toMatchObject({ code: 'ERR_FOREIGN_LOOP' });
    expect(loop.isRunning()).toBe(false);
  });

  it('refuses a closed loop before it looks at what it was given', async () => {
    const { loop } = virtualLoop();
    loop.close();
    await expect(loop.runUntilComplete(5 as never)).rejects.toMatchObject({ code: 'ERR_LOOP_CLOSED' });
  });
});

describe('a continuation outside any run', () => {
  it('finds its loop, and waits for the next run', async () => {
    const { loop } = virtualLoop();
    let release = (): void => {};
    const foreign = new Promise<void>((resolve) => {
      release = resolve;
    });
    let found: Loop | null = null;
    const task = loop.createTask(async () => {
      await foreign;
      found = getRunningLoop();
      expect(currentTask()).toBe(task);
      await sleep(10);
      return 'went on';
    });
    loop.callSoon(loop.stop);
    await loop.runForever();
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(found).toBe(loop);
    expect(task.done()).toBe(false);
    await expect(loop.runUntilComplete(task)).resolves.toBe('went on');
  });
});

describe('close', () => {
  it('tells who waits for it once it is closed, before its kernel goes', () => {
    const { loop, kernel } = virtualLoop();
    const state = stateOf(loop);
    const seen: unknown[] = [];
    state.onClosed.add(() => seen.push(loop.isClosed(), kernel.closed));
    loop.close();
    loop.close();
    expect(seen).toEqual([true, false]);
  });

  it('is told by isClosed, and a second call does nothing', () => {
    const kernel = virtualKernel();
    const loop = createLoop([], kernel);
    expect(loop.isClosed()).toBe(false);
    loop.close();
    loop.close();
    expect(loop.isClosed()).toBe(true);
    expect(kernel.closed).toBe(true);
  });

  it('is refused while the loop runs', async () => {
    const { loop } = virtualLoop();
    await loop.runUntilComplete(async () => {
      expect(() => loop.close()).toThrow(expect.objectContaining({ code: 'ERR_LOOP_RUNNING' }));
    });
    expect(loop.isClosed()).toBe(false);
  });

  it('happens at the end of a using block', () => {
    let seen: Loop;
    {
      using loop = createLoop([], virtualKernel());
      seen = loop;
    }
    expect(seen.isClosed()).toBe(true);
  });

  it.each<[string, (loop: Loop) => unknown]>([
    ['callSoon', (loop) => loop.callSoon(() => {})],
    ['callSoonThreadsafe', (loop) => loop.callSoonThreadsafe(() => {})],
    ['callLater', (loop) => loop.callLater(1, () => {})],
    ['callAt', (loop) => loop.callAt(1, () => {})],
    ['createTask', (loop) => loop.createTask(async () => {})],
  ])('makes %s throw', (_name, call) => {
    const { loop } = virtualLoop();
    loop.close();
    expect(() => call(loop)).toThrow(expect.objectContaining({ name: 'LoopError', code: 'ERR_LOOP_CLOSED' }));
  });

  it('makes createTask throw also with a task factory, without asking it', () => {
    const { loop } = virtualLoop();
    let asked = false;
    loop.setTaskFactory(() => {
      asked = true;
      throw new Error('asked');
    });
    loop.close();
    expect(() => loop.createTask(async () => {})).toThrow(expect.objectContaining({ code: 'ERR_LOOP_CLOSED' }));
    expect(asked).toBe(false);
  });

  it('leaves createFuture, time and the questions about its state working', () => {
    const { loop } = virtualLoop();
    loop.close();
    expect(loop.createFuture().done()).toBe(false);
    expect(loop.time()).toBeTypeOf('number');
    expect(loop.isRunning()).toBe(false);
    expect(() => loop.stop()).not.toThrow();
  });

  it('lets a task that a foreign promise wakes afterwards come to its end', async () => {
    const { loop, reports } = virtualLoop();
    let release = (): void => {};
    const foreign = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = loop.createTask(async () => {
      await foreign;
      expect(() => sleep(1)).toThrow(expect.objectContaining({ code: 'ERR_LOOP_CLOSED' }));
      return 'ended';
    });
    task.addDoneCallback(() => reports.push({ message: 'called' }));
    loop.callSoon(loop.stop);
    await loop.runForever();
    loop.close();
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(task.result()).toBe('ended');
    expect(reports).toEqual([]);
  });
});

describe('several loops', () => {
  it('run at once, each with its own callbacks, timers and tasks', async () => {
    const loops = [virtualLoop().loop, virtualLoop().loop, createLoop([])] as const;
    const results = await Promise.all(
      loops.map((loop, index) =>
        loop.runUntilComplete(async () => {
          for (let i = 0; i < 3; i++) await sleep(1);
          expect(getRunningLoop()).toBe(loop);
          return index;
        }),
      ),
    );
    expect(results).toEqual([0, 1, 2]);
    loops[2].close();
  });

  it('do not count each other as running', async () => {
    const { loop } = virtualLoop();
    const other = virtualLoop().loop;
    await loop.runUntilComplete(async () => {
      expect(other.isRunning()).toBe(false);
      expect(getRunningLoop()).toBe(loop);
    });
  });

  it('can be run inside a task of another one', async () => {
    const outer = virtualLoop().loop;
    const inner = virtualLoop().loop;
    const result = await outer.runUntilComplete(async () => {
      const found = await inner.runUntilComplete(async () => {
        await sleep(5);
        return getRunningLoop();
      });
      return [found, getRunningLoop()];
    });
    expect(result).toEqual([inner, outer]);
  });

  it('stop on their own', async () => {
    const first = virtualLoop().loop;
    const second = virtualLoop().loop;
    const counter = countTurns(first, 5);
    first.callSoon(first.stop);
    second.callLater(3, second.stop);
    await Promise.all([first.runForever(), second.runForever()]);
    expect(counter.turn).toBe(1);
  });
});

describe('getRunningLoop', () => {
  it('throws outside a loop', () => {
    expect(() => getRunningLoop()).toThrow(expect.objectContaining({ name: 'LoopError', code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it('throws in callbacks of Node that have nothing to do with the loop', async () => {
    const { loop } = virtualLoop();
    let error: unknown = null;
    setImmediate(() => {
      try {
        getRunningLoop();
      } catch (caught) {
        error = caught;
      }
      loop.stop();
    });
    await loop.runForever();
    expect(error).toMatchObject({ code: 'ERR_NO_RUNNING_LOOP' });
  });

  it('gives the loop in callbacks, timers and done callbacks', async () => {
    const { loop } = virtualLoop();
    const found: Loop[] = [];
    const look = (): void => void found.push(getRunningLoop());
    loop.callSoon(look);
    loop.callLater(1, look);
    const future = loop.createFuture<void>();
    future.addDoneCallback(look);
    loop.callSoon(() => future.setResult());
    loop.callLater(2, loop.stop);
    await loop.runForever();
    expect(found).toEqual([loop, loop, loop]);
  });
});
