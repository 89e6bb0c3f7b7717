import { type Coroutine, createLoop, type Future, type Loop, type LoopError, sleep, wrapFuture } from '@tsyncio/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let loop: Loop;
beforeEach(() => {
  loop = createLoop([]);
});
afterEach(() => loop.close());

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as LoopError).code;
  }
  return 'nothing was thrown';
}

describe('runUntilCompleteSync', () => {
  it('gives the result of a generator, with timers and tasks progressing', () => {
    const order: string[] = [];
    function* child(): Generator<Future<any>, number, any> {
      order.push('child');
      yield* sleep(2);
      return 7;
    }
    function* main(): Generator<Future<any>, number, any> {
      const task = loop.createTask(child());
      yield* sleep(0);
      order.push('main');
      return (yield* task) + 1;
    }
    const started = loop.time();
    expect(loop.runUntilCompleteSync(main())).toBe(8);
    expect(order).toEqual(['child', 'main']);
    expect(loop.time() - started).toBeGreaterThanOrEqual(2);
    expect(loop.isRunning()).toBe(false);
  });

  it('blocks: nothing of Node runs meanwhile', async () => {
    let ticks = 0;
    const immediate = new Promise<void>((resolve) => {
      setImmediate(() => {
        ticks++;
        resolve();
      });
    });
    loop.runUntilCompleteSync(
      (function* () {
        yield* sleep(3);
      })(),
    );
    expect(ticks).toBe(0);
    await immediate;
  });

  it('throws what the generator threw', () => {
    const error = new Error('from inside');
    const failing = (function* (): Generator<Future<any>, void, any> {
      yield* sleep(0);
      throw error;
    })();
    expect(() => loop.runUntilCompleteSync(failing)).toThrow(error);
  });

  it('is followed by hosted runs, and the other way round', async () => {
    const nap = function* (): Generator<Future<any>, string, any> {
      yield* sleep(1);
      return 'awake';
    };
    expect(loop.runUntilCompleteSync(nap())).toBe('awake');
    await expect(loop.runUntilComplete(nap())).resolves.toBe('awake');
    expect(loop.runUntilCompleteSync(nap())).toBe('awake');
  });

  it('says when the loop was stopped before; a later run goes on', () => {
    const task = loop.createTask(
      (function* () {
        yield* sleep(2);
        return 'later';
      })(),
    );
    loop.callSoon(loop.stop);
    expect(codeOf(() => loop.runUntilCompleteSync(task))).toBe('ERR_LOOP_STOPPED');
    expect(loop.runUntilCompleteSync(task)).toBe('later');
  });

  it.each<[string, () => Coroutine<unknown> | PromiseLike<unknown>]>([
    ['an async function', () => async () => {}],
    ['a promise', () => Promise.resolve()],
  ])('refuses %s at once', (_what, make) => {
    expect(codeOf(() => loop.runUntilCompleteSync(make() as never))).toBe('ERR_SYNC_AWAIT');
  });

  it('fails a task that would wait for a promise of Node, naming it', () => {
    const task = loop.createTask(
      (function* () {
        yield* wrapFuture(Promise.resolve(1), { loop });
      })(),
      { name: 'waits-for-node' },
    );
    expect(() => loop.runUntilCompleteSync(task)).toThrow(/waits-for-node/);
    expect(task.exception()).toMatchObject({ code: 'ERR_SYNC_AWAIT' });
  });

  it('refuses a future that only a promise can finish, instead of blocking forever', async () => {
    const following = wrapFuture(Promise.resolve(1), { loop });
    expect(codeOf(() => loop.runUntilCompleteSync(following))).toBe('ERR_SYNC_AWAIT');
    await expect(loop.runUntilComplete(following)).resolves.toBe(1);
    expect(loop.runUntilCompleteSync(following)).toBe(1);
  });

  it('refuses to wait for an async function that a hosted run started', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started = loop.createTask(async () => await gate, { name: 'started-before' });
    await loop.runUntilComplete(async () => await sleep(0));
    const waiting = (function* (): Generator<Future<any>, void, any> {
      yield* started;
    })();
    expect(() => loop.runUntilCompleteSync(waiting)).toThrow(expect.objectContaining({ code: 'ERR_SYNC_AWAIT' }));
    expect(() => loop.runUntilCompleteSync(started)).toThrow(/started-before/);
    release();
    await loop.runUntilComplete(started);
  });

  it('fails a task over an async function, naming it', () => {
    const main = function* (): Generator<Future<any>, void, any> {
      yield* loop.createTask(async () => {}, { name: 'async-one' });
    };
    expect(() => loop.runUntilCompleteSync(main())).toThrow(/async-one/);
  });

  it('is refused while this or another loop runs in the thread', async () => {
    const other = createLoop([]);
    await loop.runUntilComplete(async () => {
      expect(codeOf(() => loop.runForeverSync())).toBe('ERR_LOOP_RUNNING');
      expect(codeOf(() => other.runForeverSync())).toBe('ERR_LOOP_RUNNING');
    });
    other.close();
    expect(codeOf(() => other.runForeverSync())).toBe('ERR_LOOP_CLOSED');
  });
});

describe('runForeverSync', () => {
  it('runs until it is stopped, finishing the batch', () => {
    const order: string[] = [];
    loop.callSoon(() => {
      loop.stop();
      loop.callSoon(() => order.push('next run'));
      order.push('stopped');
    });
    loop.callSoon(() => order.push('same batch'));
    loop.runForeverSync();
    expect(order).toEqual(['stopped', 'same batch']);
    loop.stop();
    loop.runForeverSync();
    expect(order).toEqual(['stopped', 'same batch', 'next run']);
  });

  it('reports errors of callbacks and goes on', () => {
    const reports: string[] = [];
    loop.setExceptionHandler((_loop, { message }) => reports.push(message));
    loop.callSoon(function breaks() {
      throw new Error('broken');
    });
    loop.callLater(1, loop.stop);
    loop.runForeverSync();
    expect(reports).toEqual(['Exception in callback breaks()']);
  });
});
