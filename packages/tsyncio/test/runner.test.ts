import {
  allTasks,
  CancelledError,
  ContextVar,
  copyContext,
  createEventLoop,
  DefaultEventLoopPolicy,
  type EventLoop,
  type ExceptionContext,
  getEventLoop,
  getRunningLoop,
  LoopError,
  Runner,
  setEventLoop,
  setEventLoopPolicy,
  sleep,
  type Task,
} from 'tsyncio';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { withRunner } from './with-runner.ts';

afterEach(() => setEventLoopPolicy(null));

const codeOf = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

describe('run', () => {
  test('runs one function after another on one loop', async () => {
    await withRunner(async (runner) => {
      const first = await runner.run(async (loop) => loop);
      const second = await runner.run(async () => getRunningLoop());
      expect(second).toBe(first);
      expect(runner.getLoop()).toBe(first);
      expect([first.isRunning(), first.isClosed()]).toEqual([false, false]);
    });
  });

  test('rejects with what the function threw, and can run again', async () => {
    await withRunner(async (runner) => {
      const error = new Error('from main');
      const failing = runner.run(async () => {
        await sleep(1);
        throw error;
      });
      await expect(failing).rejects.toBe(error);
      expect(error.stack).toContain('runner.test.ts');
      expect(await runner.run(() => sleep(1, 'again'))).toBe('again');
    });
  });

  test('leaves tasks that are not done to the next run', async () => {
    await withRunner(async (runner) => {
      const go = runner.getLoop().createFuture<string>();
      let background: Task<string> | undefined;
      await runner.run(async (loop) => {
        background = loop.createTask(async () => await go);
      });
      expect(background?.done()).toBe(false);
      const next = runner.run(async () => {
        go.setResult('late');
        return await (background as Task<string>);
      });
      expect(await next).toBe('late');
    });
  });

  test('keeps one context for all runs', async () => {
    const name = new ContextVar<string>('name', { default: 'nobody' });
    await withRunner(async (runner) => {
      await runner.run(async () => {
        await sleep(1);
        name.set('somebody');
      });
      expect(await runner.run(async () => name.get())).toBe('somebody');
      expect(name.get()).toBe('nobody');
    });
  });

  test('runs in the context it is given', async () => {
    const name = new ContextVar<string>('name', { default: 'nobody' });
    await withRunner(async (runner) => {
      const context = copyContext();
      const seen = await runner.run(
        async () => {
          name.set('in the given one');
          await sleep(1);
          return name.get();
        },
        { context },
      );
      expect(seen).toBe('in the given one');
      expect(context.get(name)).toBe('in the given one');
      expect(await runner.run(async () => name.get())).toBe('nobody');
    });
  });

  test('is refused inside a task of its own loop, and of another', async () => {
    const main = vi.fn(async () => {});
    await withRunner(async (runner) => {
      expect(await runner.run(() => codeOf(runner.run(main)))).toBe('ERR_LOOP_RUNNING');
      await withRunner(async (other) => {
        expect(await runner.run(() => codeOf(other.run(main)))).toBe('ERR_LOOP_RUNNING');
      });
    });
    expect(main).not.toHaveBeenCalled();
  });

  test('is refused while it runs something, outside of it', async () => {
    await withRunner(async (runner) => {
      const first = runner.run(() => sleep(5, 'first'));
      expect(await codeOf(runner.run(async () => 'second'))).toBe('ERR_LOOP_RUNNING');
      expect(await first).toBe('first');
    });
  });

  test('needs a function', async () => {
    await withRunner(async (runner) => {
      await expect(runner.run(Promise.resolve() as never)).rejects.toThrow('run needs an async function, got object');
    });
  });

  test('rejects with CancelledError when the function was cancelled by somebody', async () => {
    await withRunner(async (runner) => {
      const cancelled = runner.run(async (loop) => {
        const [main] = allTasks(loop);
        loop.callSoon(() => void main?.cancel());
        await sleep(60_000);
      });
      await expect(cancelled).rejects.toThrow(CancelledError);
    });
  });
});

describe('close', () => {
  test('cancels what is left, reports its errors, and closes the loop', async () => {
    const reports: ExceptionContext[] = [];
    const error = new Error('from clean-up');
    const runner = new Runner();
    let waiting: Task<unknown> | undefined;
    await runner.run(async (loop) => {
      loop.setExceptionHandler((_, context) => reports.push(context));
      waiting = loop.createTask(() => sleep(60_000));
      loop.createTask(async () => {
        await sleep(60_000).then(undefined, () => {
          throw error;
        });
      });
      await sleep(1);
    });
    const loop = runner.getLoop();
    await runner.close();
    expect(waiting?.cancelled()).toBe(true);
    expect(reports).toMatchObject([{ message: 'unhandled exception during run() shutdown', exception: error }]);
    expect(loop.isClosed()).toBe(true);
  });

  test('shuts down asynchronous generators and the default executor', async () => {
    const steps: string[] = [];
    async function* numbers() {
      try {
        yield 1;
        yield 2;
      } finally {
        steps.push('generator closed');
      }
    }
    const runner = new Runner();
    const loop = runner.getLoop();
    await runner.run(async () => {
      const generator = loop.trackAsyncgen(numbers());
      await generator.next();
      await loop.runInExecutor(null, () => 1);
    });
    const shutdown = vi.spyOn(loop, 'shutdownDefaultExecutor');
    await runner.close();
    expect(steps).toEqual(['generator closed']);
    expect(shutdown).toHaveBeenCalledOnce();
  });

  test('may be called twice, at once too', async () => {
    const runner = new Runner();
    await runner.run(async () => {});
    await Promise.all([runner.close(), runner.close()]);
    await runner.close();
    expect(() => runner.getLoop()).toThrow(expect.objectContaining({ code: 'ERR_RUNNER_CLOSED' }));
  });

  test('makes no loop when there was none', async () => {
    const loopFactory = vi.fn(() => createEventLoop());
    const runner = new Runner({ loopFactory });
    await runner.close();
    expect(loopFactory).not.toHaveBeenCalled();
    expect(await codeOf(runner.run(async () => {}))).toBe('ERR_RUNNER_CLOSED');
  });

  test('is refused while something runs, and then works', async () => {
    const runner = new Runner();
    const running = runner.run(() => sleep(5));
    expect(await codeOf(runner.close())).toBe('ERR_LOOP_RUNNING');
    await running;
    await runner.close();
    expect(() => runner.getLoop()).toThrow(LoopError);
  });

  test('is what `await using` calls', async () => {
    const runner = new Runner();
    const loop = runner.getLoop();
    await runner[Symbol.asyncDispose]();
    expect(loop.isClosed()).toBe(true);
  });

  test('closes the loop also when the clean-up fails', async () => {
    const runner = new Runner();
    const loop = runner.getLoop();
    const error = new Error('no clean-up');
    vi.spyOn(loop, 'shutdownAsyncgens').mockRejectedValue(error);
    await expect(runner.close()).rejects.toBe(error);
    expect(loop.isClosed()).toBe(true);
  });
});

describe('the loop', () => {
  test('is what the factory makes, in the wanted mode', async () => {
    const mine = createEventLoop();
    const runner = new Runner({ loopFactory: () => mine, debug: true });
    expect(runner.getLoop()).toBe(mine);
    expect(mine.getDebug()).toBe(true);
    await runner.close();
    expect(mine.isClosed()).toBe(true);
  });

  test('is made once, when it is first needed', async () => {
    const loopFactory = vi.fn(() => createEventLoop());
    const runner = new Runner({ loopFactory });
    expect(loopFactory).not.toHaveBeenCalled();
    await runner.run(async () => {});
    await runner.run(async () => {});
    expect(loopFactory).toHaveBeenCalledOnce();
    await runner.close();
  });

  test('is the one of the policy, and the current one until the runner is closed', async () => {
    const made: EventLoop[] = [];
    const policy = new DefaultEventLoopPolicy(() => {
      const loop = createEventLoop();
      made.push(loop);
      return loop;
    });
    setEventLoopPolicy(policy);
    const runner = new Runner();
    await runner.run(async () => {});
    expect(made).toEqual([runner.getLoop()]);
    expect(getEventLoop()).toBe(made[0]);
    await runner.close();
    expect(() => getEventLoop()).toThrow(expect.objectContaining({ code: 'ERR_NO_EVENT_LOOP' }));
  });

  test('does not become the current one when a factory made it', async () => {
    const runner = new Runner({ loopFactory: () => createEventLoop() });
    await runner.run(async () => {});
    expect(() => getEventLoop()).toThrow(LoopError);
    await runner.close();
  });

  test('leaves another current loop alone that was set meanwhile', async () => {
    using other = createEventLoop();
    const runner = new Runner();
    await runner.run(async () => {});
    setEventLoop(other);
    await runner.close();
    expect(getEventLoop()).toBe(other);
  });

  test('must be a loop', () => {
    const runner = new Runner({ loopFactory: (() => ({})) as never });
    expect(() => runner.getLoop()).toThrow('loopFactory must give a loop, got object');
    expect(() => new Runner({ loopFactory: 5 as never })).toThrow('loopFactory must be a function that makes a loop, got number');
  });
});
