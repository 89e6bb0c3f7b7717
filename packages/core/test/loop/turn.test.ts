import { createLoop, type Future, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

describe('a turn', () => {
  it('runs callbacks in the order in which they were scheduled', async () => {
    const { loop } = virtualLoop();
    const calls: number[] = [];
    for (let i = 0; i < 200; i++) loop.callSoon(() => calls.push(i));
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it('leaves what its callbacks schedule to the next turn', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const calls: string[] = [];
    const log = (name: string) => calls.push(`${name}@${counter.turn}`);
    loop.callSoon(() => {
      log('a');
      loop.callSoon(log, 'from a');
    });
    loop.callSoon(log, 'b');
    loop.callSoon(() => loop.callSoon(() => loop.callSoon(loop.stop)));
    await loop.runForever();
    expect(calls).toEqual(['a@1', 'b@1', 'from a@2']);
  });

  it('never calls a callback while it is being scheduled', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callSoon(() => {
      loop.callSoon(() => calls.push('called'));
      calls.push('scheduled');
    });
    await loop.runUntilComplete(() => Promise.resolve());
    expect(calls).toEqual(['scheduled', 'called']);
  });

  it('queues due timers behind what was ready already', async () => {
    const { loop, kernel } = virtualLoop();
    const calls: string[] = [];
    loop.callLater(5, () => calls.push('timer'));
    loop.callSoon(() => {
      kernel.advance(5);
      loop.callSoon(() => calls.push('ready'));
    });
    loop.callLater(5, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['ready', 'timer']);
  });

  it('runs due timers in the order of their deadlines', async () => {
    const { loop, kernel } = virtualLoop();
    const calls: number[] = [];
    for (const delay of [30, 10, 20, 5, 25]) loop.callLater(delay, () => calls.push(delay));
    loop.callSoon(() => kernel.advance(100));
    loop.callLater(100, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([5, 10, 20, 25, 30]);
  });

  it('runs timers with one deadline in the order of scheduling', async () => {
    const { loop } = virtualLoop();
    const calls: number[] = [];
    const when = loop.time() + 10;
    for (let i = 0; i < 20; i++) loop.callAt(when, () => calls.push(i));
    loop.callAt(when, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('does not run a timer that becomes due while its batch runs', async () => {
    const { loop, kernel } = virtualLoop();
    const counter = countTurns(loop);
    const calls: string[] = [];
    loop.callSoon(() => {
      loop.callLater(3, () => calls.push(`timer@${counter.turn}`));
      kernel.advance(3);
    });
    loop.callSoon(() => calls.push(`rest@${counter.turn}`));
    loop.callLater(3, () => loop.callSoon(loop.stop));
    await loop.runForever();
    expect(calls).toEqual(['rest@1', 'timer@2']);
  });

  it('skips a handle that an earlier one of the batch cancelled', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callSoon(() => second.cancel());
    const second = loop.callSoon(() => calls.push('second'));
    loop.callSoon(() => calls.push('third'));
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['third']);
  });

  it('skips a due timer that an earlier one of the batch cancelled', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const when = loop.time() + 1;
    loop.callAt(when, () => second.cancel());
    const second = loop.callAt(when, () => calls.push('second'));
    loop.callAt(when, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([]);
  });

  it('goes on with the batch when a callback throws', async () => {
    const { loop, reports } = virtualLoop();
    const calls: string[] = [];
    loop.callSoon(() => {
      throw new Error('first');
    });
    loop.callSoon(() => calls.push('second'));
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['second']);
    expect(reports).toHaveLength(1);
  });

  it('lets timers run although a callback keeps scheduling itself', async () => {
    const { loop, kernel } = virtualLoop();
    let turns = 0;
    const again = (): void => {
      turns++;
      kernel.advance(1);
      if (turns < 100) loop.callSoon(again);
    };
    loop.callSoon(again);
    loop.callLater(3, loop.stop);
    await loop.runForever();
    expect(turns).toBe(4);
  });
});

describe('between turns', () => {
  it('runs the continuations of what the turn woke before the next turn', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const future = loop.createFuture<void>();
    const seen: string[] = [];
    loop.callSoon(() => loop.callSoon(() => future.setResult()));
    await loop.runUntilComplete(async () => {
      await future;
      seen.push(`continued@${counter.turn}`);
    });
    expect(seen).toEqual(['continued@3']);
  });

  it('runs a chain of promise continuations to its end before the next turn', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const turns: number[] = [];
    loop.callSoon(async () => {
      for (let i = 0; i < 10; i++) {
        await null;
        turns.push(counter.turn);
      }
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(new Set(turns)).toEqual(new Set([1]));
  });

  it('runs what awaits a promise that a callback resolved before the next turn', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const turns: number[] = [];
    let release = (): void => {};
    const promise = new Promise<void>((resolve) => {
      release = resolve;
    });
    void promise.then(() => turns.push(counter.turn));
    loop.callSoon(() => loop.callSoon(() => release()));
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(turns).toEqual([2]);
  });

  it("gives Node's own loop its turn while callbacks keep scheduling themselves", async () => {
    const loop = createLoop([]);
    let turns = 0;
    let stopped = false;
    const again = (): void => {
      if (++turns === 1) setImmediate(() => (stopped = true));
      if (!stopped && turns < 300_000) loop.callSoon(again);
      else loop.stop();
    };
    loop.callSoon(again);
    await loop.runForever();
    expect(turns).toBeLessThan(300_000);
    loop.close();
  });

  it("gives Node's own loop its turn on a kernel whose clock stands still", async () => {
    const { loop } = virtualLoop();
    let turns = 0;
    let stopped = false;
    const again = (): void => {
      if (++turns === 1) setImmediate(() => (stopped = true));
      if (!stopped && turns < 300_000) loop.callSoon(again);
      else loop.stop();
    };
    loop.callSoon(again);
    await loop.runForever();
    expect(turns).toBeLessThan(300_000);
  });

  it("wakes when something is scheduled from Node's own loop", async () => {
    const loop = createLoop([]);
    const calls: string[] = [];
    setImmediate(() => {
      setImmediate(() => {
        loop.callSoon(() => calls.push('from outside'));
        loop.callSoon(loop.stop);
      });
    });
    await loop.runForever();
    expect(calls).toEqual(['from outside']);
    loop.close();
  });

  it('wakes for an earlier timer than the one it sleeps for', async () => {
    const loop = createLoop([]);
    const late = loop.callLater(100_000, () => {});
    setImmediate(() => setImmediate(() => loop.callLater(1, loop.stop)));
    await loop.runForever();
    expect(loop.time()).toBeLessThan(late.when());
    loop.close();
  });
});

describe('the turns of generator tasks', () => {
  it("are asyncio's, turn by turn", async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const trace: string[] = [];
    const event = (name: string): void => void trace.push(`${name}@${counter.turn}`);
    function* child() {
      event('child-start');
      yield* sleep(0);
      event('child-end');
    }
    function* waits() {
      try {
        yield* loop.createFuture();
      } catch (error) {
        event('sees-cancel');
        throw error;
      }
    }
    function* main(): Generator<Future<unknown>, void, unknown> {
      event('start');
      const done = loop.createFuture<number>();
      done.setResult(1);
      yield* done;
      event('done-future');
      yield* sleep(0);
      event('sleep-0');
      const future = loop.createFuture<number>();
      future.addDoneCallback(() => event('callback'));
      loop.callSoon(() => {
        event('set');
        future.setResult(1);
      });
      yield* future;
      event('after-wait');
      const task = loop.createTask(child());
      event('create');
      task.addDoneCallback(() => event('child-callback'));
      yield* task;
      event('after-child');
      const waiting = loop.createTask(waits());
      yield* sleep(0);
      yield* sleep(0);
      waiting.cancel();
      event('cancel');
      try {
        yield* waiting;
      } catch {
        event('waiting-done');
      }
      const unstarted = loop.createTask(child());
      unstarted.cancel();
      event('cancel-unstarted');
      try {
        yield* unstarted;
      } catch {
        event('unstarted-done');
      }
    }
    await loop.runUntilComplete(main());
    // Recorded from CPython 3.13.
    expect(trace.join(' ')).toBe(
      'start@1 done-future@1 sleep-0@2 set@3 callback@4 after-wait@4 create@4 child-start@5 child-end@6 child-callback@7 after-child@7 ' +
        'cancel@9 sees-cancel@10 waiting-done@11 cancel-unstarted@11 unstarted-done@13',
    );
  });

  it('ends the run one turn after the task is done', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    await loop.runUntilComplete(
      (function* () {
        yield undefined as never;
      })(),
    );
    expect(counter.turn).toBe(3);
  });
});
