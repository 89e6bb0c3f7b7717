import { allTasks, ContextVar, createLoop, type ExceptionContext, type Loop, sleep } from '@tsyncio/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { virtualKernel } from '../virtual-kernel.ts';

const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collect garbage until `until` holds; finalizers run in later macrotasks. */
async function collect(until: () => boolean = () => false): Promise<void> {
  for (let round = 0; round < 20 && !until(); round++) {
    globalThis.gc?.();
    await nextRound();
  }
}

let loop: Loop;
let reports: ExceptionContext[];
const report = (_loop: Loop, context: ExceptionContext): void => void reports.push(context);

beforeEach(() => {
  reports = [];
  loop = createLoop([], virtualKernel());
  loop.setExceptionHandler(report);
});

// What a failing test left behind is not to be printed by a later one.
afterEach(() => loop.close());

async function turn(): Promise<void> {
  loop.stop();
  await loop.runForever();
}

describe('an error that nobody retrieved', () => {
  it('of a future is reported once it is collected', async () => {
    const error = new Error('lost');
    (() => loop.createFuture().setException(error))();
    await collect(() => reports.length > 0);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ message: 'Future exception was never retrieved', exception: error });
  });

  it('of an async function is reported once its task is collected', async () => {
    loop.createTask(async () => {
      throw new Error('lost in a task');
    });
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(reports).toMatchObject([{ message: 'Task exception was never retrieved', exception: { message: 'lost in a task' } }]);
  });

  it('of a generator is reported once its task is collected', async () => {
    loop.createTask(
      // biome-ignore lint/correctness/useYield: it fails before it waits
      (function* () {
        throw new Error('lost in a generator');
      })(),
    );
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(reports).toMatchObject([{ message: 'Task exception was never retrieved' }]);
  });

  it('is reported also when the loop was closed before', async () => {
    (() => loop.createFuture().setException(new Error('lost')))();
    loop.close();
    await collect(() => reports.length > 0);
    expect(reports).toMatchObject([{ message: 'Future exception was never retrieved' }]);
  });

  it('names the task it was lost in', async () => {
    loop.createTask(
      async () => {
        throw new Error('lost');
      },
      { name: 'the-lost-one' },
    );
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(JSON.stringify(reports)).toContain('the-lost-one');
  });
});

describe('the handler that is told of an error that nobody retrieved', () => {
  it('sees the context variables of the task that it was lost in', async () => {
    const variable = new ContextVar('variable', { default: 'nothing' });
    let seen = '';
    loop.setExceptionHandler((_loop, context) => {
      reports.push(context);
      seen = variable.get();
    });
    loop.createTask(async () => {
      variable.set("the task's");
      throw new Error('lost');
    });
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(seen).toBe("the task's");
  });
});

describe('nothing is reported', () => {
  it.each<[string, (loop: Loop) => void]>([
    [
      'after exception()',
      (from) => {
        const future = from.createFuture();
        future.setException(new Error('asked'));
        future.exception();
      },
    ],
    [
      'after result()',
      (from) => {
        const future = from.createFuture();
        future.setException(new Error('asked'));
        expect(() => future.result()).toThrow('asked');
      },
    ],
    [
      'after cancel()',
      (from) => {
        const future = from.createFuture();
        future.setException(new Error('given up'));
        expect(future.cancel()).toBe(false);
      },
    ],
    ['for a result', (from) => from.createFuture<number>().setResult(1)],
    ['for a cancellation', (from) => void from.createFuture().cancel()],
    ['for a pending future', (from) => void from.createFuture()],
  ])('%s', async (_when, make) => {
    make(loop);
    await collect();
    expect(reports).toEqual([]);
  });

  it('for a task that failed and was cancelled afterwards', async () => {
    loop.createTask(async () => {
      const task = loop.createTask(async () => {
        throw new Error('given up');
      });
      await sleep(5);
      expect(task.cancel()).toBe(false);
      loop.stop();
    });
    await loop.runForever();
    await collect();
    expect(reports).toEqual([]);
  });

  it('for an error that a task awaited', async () => {
    await loop.runUntilComplete(async () => {
      const future = loop.createFuture();
      loop.callSoon(() => future.setException(new Error('awaited')));
      await expect((async () => await future)()).rejects.toThrow('awaited');
    });
    await collect();
    expect(reports).toEqual([]);
  });

  it('for the error of runUntilComplete itself', async () => {
    await expect(
      loop.runUntilComplete(async () => {
        throw new Error('given to the caller');
      }),
    ).rejects.toThrow('given to the caller');
    await collect();
    expect(reports).toEqual([]);
  });
});

describe('a task that is collected while it is pending', () => {
  it('is reported', async () => {
    (() => {
      loop.createTask(
        (function* () {
          yield* loop.createFuture();
        })(),
        { name: 'forgotten' },
      );
    })();
    await turn();
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(reports).toMatchObject([{ message: 'Task was destroyed but it is pending!' }]);
  });

  it('is reported when it is an async function', async () => {
    (() => {
      loop.createTask(async () => {
        await loop.createFuture();
      });
    })();
    await turn();
    await turn();
    await turn();
    await collect(() => reports.length > 0);
    expect(reports).toMatchObject([{ message: 'Task was destroyed but it is pending!' }]);
  });

  it('is not reported when runUntilComplete had made it, and was stopped', async () => {
    await (async () => {
      loop.callSoon(loop.stop);
      await expect(loop.runUntilComplete(async () => loop.createFuture())).rejects.toMatchObject({ code: 'ERR_LOOP_STOPPED' });
      loop.callSoon(loop.stop);
      const steps = (function* () {
        yield* loop.createFuture();
      })();
      expect(() => loop.runUntilCompleteSync(steps)).toThrow(expect.objectContaining({ code: 'ERR_LOOP_STOPPED' }));
    })();
    await turn();
    await turn();
    await turn();
    const dropped = allTasks(loop).size;
    await collect();
    expect([dropped, allTasks(loop).size]).toEqual([2, 0]);
    expect(reports).toEqual([]);
  });

  it('is not collected while a timer leads to it', async () => {
    const task = new WeakRef(
      loop.createTask(async () => {
        await sleep(1000);
      }),
    );
    await turn();
    await collect();
    expect(task.deref()?.done()).toBe(false);
    expect(reports).toEqual([]);
  });
});
