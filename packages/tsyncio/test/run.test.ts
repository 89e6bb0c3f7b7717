import {
  CancelledError,
  type EventLoop,
  type ExceptionContext,
  getRunningLoop,
  LoopError,
  newEventLoop,
  run,
  sleep,
  type Task,
} from 'tsyncio';
import { describe, expect, test, vi } from 'vitest';

const codeOf = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

describe('run', () => {
  test('gives what the function returned', async () => {
    expect(await run(async () => 42)).toBe(42);
  });

  test('gives what the function returned after it waited', async () => {
    const answer = await run(async () => {
      await sleep(1);
      return await sleep(1, 'late');
    });
    expect(answer).toBe('late');
  });

  test('rejects with what the function threw', async () => {
    const error = new Error('from main');
    const failing = run(async () => {
      await sleep(1);
      throw error;
    });
    await expect(failing).rejects.toBe(error);
  });

  test('rejects with what the function threw before it returned a promise', async () => {
    const error = new Error('at once');
    const failing = run(() => {
      throw error;
    });
    await expect(failing).rejects.toBe(error);
  });

  test('rejects with CancelledError when the function was cancelled', async () => {
    const cancelled = run(async (loop) => {
      const task = loop.createTask(() => sleep(60_000));
      loop.callSoon(() => task.cancel('enough'));
      await task;
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
  });

  test('makes a loop that is the running one inside', async () => {
    await run(async (loop) => {
      expect(getRunningLoop()).toBe(loop);
      await sleep(1);
      expect(getRunningLoop()).toBe(loop);
      expect(loop.isRunning()).toBe(true);
    });
    expect(() => getRunningLoop()).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  test('closes the loop after success', async () => {
    const loop = await run(async (loop) => loop);
    expect([loop.isRunning(), loop.isClosed()]).toEqual([false, true]);
  });

  test('closes the loop after an error', async () => {
    let used: EventLoop | undefined;
    const failing = run(async (loop) => {
      used = loop;
      throw new Error('from main');
    });
    await expect(failing).rejects.toThrow('from main');
    expect([used?.isRunning(), used?.isClosed()]).toEqual([false, true]);
  });

  test('makes another loop each time', async () => {
    const first = await run(async (loop) => loop);
    const second = await run(async (loop) => loop);
    expect(second).not.toBe(first);
  });

  test('may run twice at the same time, each with a loop of its own', async () => {
    const answers = await Promise.all(
      [1, 2].map((number) =>
        run(async (loop) => {
          await sleep(5);
          return [number, getRunningLoop() === loop];
        }),
      ),
    );
    expect(answers).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  test('cancels the tasks that are left, and waits for their cleanup', async () => {
    const steps: string[] = [];
    let left: Task<void> | undefined;
    await run(async (loop) => {
      left = loop.createTask(async () => {
        try {
          await sleep(60_000);
        } finally {
          steps.push('cleaning up');
          await sleep(1);
          steps.push('cleaned up');
        }
      });
      await sleep(1);
      steps.push('main ends');
    });
    expect(steps).toEqual(['main ends', 'cleaning up', 'cleaned up']);
    expect(left?.cancelled()).toBe(true);
  });

  test('cancels the tasks that are left after an error too', async () => {
    let left: Task<unknown> | undefined;
    const failing = run(async (loop) => {
      left = loop.createTask(() => sleep(60_000));
      await sleep(1);
      throw new Error('from main');
    });
    await expect(failing).rejects.toThrow('from main');
    expect(left?.cancelled()).toBe(true);
  });

  test('runs the first step of a task that was made in the last moment', async () => {
    const started = vi.fn(async () => {});
    await run(async (loop) => {
      loop.createTask(started);
    });
    expect(started).toHaveBeenCalledOnce();
  });

  test('reports the error of a task that fails while it is cancelled', async () => {
    const reports: ExceptionContext[] = [];
    const error = new Error('from cleanup');
    await run(async (loop) => {
      loop.setExceptionHandler((_, context) => reports.push(context));
      loop.createTask(async () => {
        try {
          await sleep(60_000);
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: what a cleanup that fails does
          throw error;
        }
      });
      await sleep(1);
    });
    expect(reports).toMatchObject([{ message: 'unhandled exception during run() shutdown', exception: error }]);
  });

  test('is refused inside a task of a running loop', async () => {
    await run(async () => {
      const main = vi.fn(async () => {});
      const nested = run(main);
      await expect(nested).rejects.toThrow(LoopError);
      expect(await codeOf(run(main))).toBe('ERR_LOOP_RUNNING');
      expect(main).not.toHaveBeenCalled();
    });
  });

  test('is refused in a callback of a running loop', async () => {
    const code = await run(async (loop) => {
      const refused = loop.createFuture<string | undefined>();
      loop.callSoon(() => {
        codeOf(run(async () => {})).then((code) => refused.setResult(code));
      });
      return await refused;
    });
    expect(code).toBe('ERR_LOOP_RUNNING');
  });

  test('rejects a promise, which was started already', async () => {
    const started = Promise.resolve();
    // @ts-expect-error a promise is no function
    await expect(run(started)).rejects.toThrow(TypeError);
    // @ts-expect-error neither is null
    await expect(run(null)).rejects.toThrow('run needs an async function, got null');
  });

  test('takes debug mode and a loop factory', async () => {
    expect(await run(async (loop) => loop.getDebug(), { debug: true })).toBe(true);
    expect(await run(async (loop) => loop.getDebug(), { debug: false })).toBe(false);

    const mine = newEventLoop();
    expect(await run(async (loop) => loop === mine, { loopFactory: () => mine })).toBe(true);
    expect(mine.isClosed()).toBe(true);
  });

  test('puts the loop of the factory into debug mode', async () => {
    const mine = newEventLoop();
    expect(await run(async (loop) => loop.getDebug(), { loopFactory: () => mine, debug: true })).toBe(true);
  });

  test('rejects with ERR_LOOP_STOPPED when the loop was stopped before the function was done', async () => {
    const stopped = run(async (loop) => {
      loop.stop();
      await sleep(60_000);
    });
    expect(await codeOf(stopped)).toBe('ERR_LOOP_STOPPED');
  });
});

describe('newEventLoop', () => {
  test('makes a loop that is neither running nor closed, and not the running one', () => {
    using loop = newEventLoop();
    expect([loop.isRunning(), loop.isClosed()]).toEqual([false, false]);
    expect(() => getRunningLoop()).toThrow(LoopError);
  });

  test('makes a loop that can run many times', async () => {
    using loop = newEventLoop();
    expect(await loop.runUntilComplete(async () => 1)).toBe(1);
    expect(await loop.runUntilComplete(() => sleep(1, 2))).toBe(2);
    loop.callSoon(() => loop.stop());
    await loop.runForever();
    expect(loop.isRunning()).toBe(false);
  });

  test('makes a loop with the methods of every standard area', () => {
    using loop = newEventLoop();
    for (const method of ['callSoon', 'createTask', 'addReader', 'sockRecv', 'createConnection', 'createServer', 'getaddrinfo'] as const) {
      expect(loop[method], method).toBeTypeOf('function');
    }
  });

  test('takes debug mode', () => {
    using loop = newEventLoop({ debug: true });
    expect(loop.getDebug()).toBe(true);
  });

  test('makes a loop that refuses everything once closed', async () => {
    const loop = newEventLoop();
    loop.close();
    loop.close();
    expect(loop.isClosed()).toBe(true);
    expect(() => loop.callSoon(() => {})).toThrow(expect.objectContaining({ code: 'ERR_LOOP_CLOSED' }));
    expect(() => loop.callLater(1, () => {})).toThrow(expect.objectContaining({ code: 'ERR_LOOP_CLOSED' }));
    expect(await codeOf(loop.runForever())).toBe('ERR_LOOP_CLOSED');
    expect(await codeOf(loop.runUntilComplete(async () => {}))).toBe('ERR_LOOP_CLOSED');
  });

  const host = ['127.0.0.1', 'localhost'];
  const closedLoop = () => {
    const loop = newEventLoop();
    loop.close();
    return loop;
  };

  test.for(host)('makes a loop that, once closed, serves nothing on %s', async (host) => {
    expect(await codeOf(closedLoop().createServer(() => ({}), { host, port: 0 }))).toBe('ERR_LOOP_CLOSED');
  });

  test.for(host)('makes a loop that, once closed, connects to nothing on %s', async (host) => {
    expect(await codeOf(closedLoop().createConnection(() => ({}), { host, port: 1 }))).toBe('ERR_LOOP_CLOSED');
  });

  test('makes a loop that, once closed, resolves no name', async () => {
    expect(await codeOf(closedLoop().getaddrinfo('localhost', 1))).toBe('ERR_LOOP_CLOSED');
  });
});
