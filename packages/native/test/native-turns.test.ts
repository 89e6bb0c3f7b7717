import { Worker } from 'node:worker_threads';
import { createLoop, type ExceptionContext, type Loop, sleep } from '@tsyncio/core';
import { LoopHandle, READABLE, stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { pairOf, withEachPoller } from './kernels.ts';

/** How long what must come is waited for. */
const PATIENCE = 60_000;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** By how much timers of `delay` come late, one after another, and beside each one by how much the system is late to wake a thread. */
async function lateness(loop: Loop, delay: number, count: number): Promise<{ late: number[]; systemLate: number[] }> {
  const late: number[] = [];
  const systemLate: number[] = [];
  for (let i = 0; i < count; i++) {
    const fired = loop.createFuture<number>();
    const timer = loop.callLater(delay, () => fired.setResult(loop.time()));
    late.push((await fired) - timer.when());
    systemLate.push(systemLateness(delay));
  }
  return { late, systemLate };
}

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Where others have the processors, a thread that slept waits for one: no timer can come sooner. */
function systemLateness(delay: number): number {
  const when = performance.now() + delay;
  Atomics.wait(nobodyWakes, 0, 0, delay);
  return performance.now() - when;
}

withEachPoller(({ newKernel, newLoop }) => {
  describe('timers', () => {
    // Node's own timers are whole milliseconds: 0.3 would be 1 or more.
    test.each([0.1, 0.3, 0.7, 1.5])('of %d ms come less than half a millisecond late in the median, and never early', async (delay) => {
      const loop = newLoop();
      const { late, systemLate } = await loop.runUntilComplete(() => lateness(loop, delay, 101));
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
      expect(median(late) - median(systemLate)).toBeLessThan(0.5);
    });

    test('come in order of their deadlines, whatever the order of scheduling', async () => {
      const loop = newLoop();
      const order: number[] = [];
      const start = loop.time();
      for (const delay of [3, 1, 2.5, 0.5, 2, 1.5]) loop.callAt(start + delay, () => order.push(delay));
      await loop.runUntilComplete(async () => sleep(4));
      expect(order).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    });

    test('an earlier timer made while a later one waits comes first', async () => {
      const loop = newLoop();
      await loop.runUntilComplete(async () => {
        const late = loop.callLater(60_000, () => expect.unreachable());
        await sleep(1);
        const early = loop.createFuture<void>();
        loop.callLater(1, () => early.setResult());
        await early;
        late.cancel();
      });
    });

    test.each([1e300, Number.MAX_VALUE, 2 ** 53, Number.POSITIVE_INFINITY])(
      'in %d ms let the loop sleep until something else comes',
      async (delay) => {
        const loop = newLoop();
        const never = loop.callLater(delay, () => expect.unreachable());
        setImmediate(() => setImmediate(() => loop.callSoonThreadsafe(() => loop.stop())));
        await loop.runForever();
        loop.callLater(1, () => loop.stop());
        loop.runForeverSync();
        never.cancel();
      },
    );

    test('at minus infinity are due at once, also for a loop that sleeps', async () => {
      const loop = newLoop();
      setImmediate(() => setImmediate(() => loop.callAt(Number.NEGATIVE_INFINITY, () => loop.stop())));
      await loop.runForever();
      loop.callAt(Number.NEGATIVE_INFINITY, () => loop.stop());
      loop.runForeverSync();
    });

    test('a cancelled timer does not hold up the next', async () => {
      const loop = newLoop();
      await loop.runUntilComplete(async () => {
        const first = loop.callLater(1, () => expect.unreachable());
        const second = loop.callLater(3, () => expect.unreachable());
        first.cancel();
        second.cancel();
        await sleep(5);
      });
    });

    test('that are short are slept through: two turns for each and a few to begin and to end', async () => {
      const kernel = newKernel();
      let entered = 0;
      const { attach } = kernel.turns;
      kernel.turns.attach = (turn) =>
        attach.call(kernel.turns, (events) => {
          entered++;
          turn(events);
        });
      const loop = createLoop([], kernel);
      await loop.runUntilComplete(async () => {
        for (const delay of [0.1, 0.5, 1, 2, 4]) await sleep(delay);
      });
      loop.close();
      expect(entered).toBeLessThanOrEqual(20);
    });

    test('far in the future and at Infinity neither fire nor fail', async () => {
      const loop = newLoop();
      loop.callLater(2 ** 40, () => expect.unreachable());
      loop.callLater(Number.POSITIVE_INFINITY, () => expect.unreachable());
      await loop.runUntilComplete(async () => sleep(2));
    });

    test('in the past come in the next turn', async () => {
      const loop = newLoop();
      const order: string[] = [];
      loop.callAt(0, () => order.push('due long ago'));
      loop.callLater(-5, () => order.push('negative'));
      loop.callSoon(() => order.push('soon'));
      loop.callSoon(() => loop.stop());
      await loop.runForever();
      expect(order).toEqual(['soon', 'due long ago', 'negative']);
    });

    test('come although one became due while turns followed each other with descriptors polled', async () => {
      const kernel = newKernel();
      const loop = createLoop([], kernel);
      const [fd] = pairOf(kernel);
      const state = stateOf(loop);
      const ended = new AbortController();
      const watchdog = setTimeout(() => {
        ended.abort();
        loop.callSoon(() => {});
      }, PATIENCE);
      await loop.runUntilComplete(async () => {
        state.readiness.setReader(fd, new LoopHandle(state, state.baseCell, () => {}, []));
        for (let round = 0; round < 50 && !ended.signal.aborted; round++) {
          await sleep(1);
          // Due at 0.2 ms, in a chain of turns that goes on for longer than that and then leaves only a later timer.
          loop.callLater(0.2, () => {});
          const until = loop.time() + 0.4;
          while (loop.time() < until) await sleep(0);
          await sleep(1);
        }
        state.readiness.remove(fd);
      });
      clearTimeout(watchdog);
      expect(ended.signal.aborted, 'the loop slept past a timer').toBe(false);
    });

    test('come in a hosted run after a blocking poll whose deadline passed', async () => {
      const { turns, clock } = newKernel();
      turns.attach(() => {});
      turns.pollSync(clock.now() + 1);
      const fired = new Promise<string>((resolve) => {
        turns.attach(() => resolve('turn'));
      });
      turns.start();
      turns.arm(clock.now() + 2);
      const late = new Promise<string>((resolve) => void setTimeout(resolve, PATIENCE, 'no turn came').unref());
      expect(await Promise.race([fired, late])).toBe('turn');
      turns.stop();
    });
  });

  describe('loops', () => {
    test('two at once each keep their own time', async () => {
      const [one, other] = [newLoop(), newLoop()];
      const order: string[] = [];
      const steps = [one, other, one, other, one, other];
      const begin = steps.map((loop) => loop.createFuture<void>());
      const play = (self: Loop): Promise<void> =>
        self.runUntilComplete(async () => {
          for (const [step, loop] of steps.entries()) {
            if (loop !== self) continue;
            // One sleeps for a moment, while the only timer of the other is an hour away.
            const far = loop.callLater(3_600_000, () => expect.unreachable());
            await begin[step];
            far.cancel();
            await sleep(2);
            order.push(`${loop === one ? 'one' : 'other'} ${step}`);
            steps[step + 1]?.callSoon(() => begin[step + 1]?.setResult());
          }
        });
      begin[0]?.setResult();
      await Promise.all([play(one), play(other)]);
      expect(order).toEqual(['one 0', 'other 1', 'one 2', 'other 3', 'one 4', 'other 5']);
    });

    test('one that spins does not keep another from its turns', async () => {
      const [busy, idle] = [newLoop(), newLoop()];
      let spinning = true;
      const spin = busy.runUntilComplete(async () => {
        while (spinning) await sleep(0);
      });
      await idle.runUntilComplete(async () => sleep(3));
      spinning = false;
      await spin;
    });

    test('go on after callbacks that threw, and tell the exception handler', async () => {
      const loop = newLoop();
      const reports: ExceptionContext[] = [];
      loop.setExceptionHandler((_loop, context) => reports.push(context));
      const fail = (text: string): void => {
        throw new Error(text);
      };
      loop.callSoon(fail, 'soon');
      loop.callLater(1, fail, 'later');
      await loop.runUntilComplete(async () => sleep(3));
      expect(reports.map(({ exception }) => (exception as Error).message)).toEqual(['soon', 'later']);
    });

    test('can run again and again, with timers left from the run before', async () => {
      const loop = newLoop();
      const left = loop.createFuture<string>();
      loop.callLater(500, () => left.setResult('from the first run'));
      await loop.runUntilComplete(async () => {});
      expect(left.done()).toBe(false);
      expect(await loop.runUntilComplete(left)).toBe('from the first run');
    });

    test('do nothing while they do not run', async () => {
      const loop = newLoop();
      const calls: string[] = [];
      loop.callSoon(() => calls.push('soon'));
      loop.callSoonThreadsafe(() => calls.push('threadsafe'));
      await new Promise((resolve) => setImmediate(resolve));
      expect(calls).toEqual([]);
      await loop.runUntilComplete(async () => {});
      expect(calls).toEqual(['soon', 'threadsafe']);
    });
  });

  describe('sleep of a loop without timers', () => {
    test.each(['callSoon', 'callSoonThreadsafe'] as const)('is ended by %s from outside', async (method) => {
      const loop = newLoop();
      const woken = loop.createFuture<string>();
      setTimeout(() => loop[method](() => woken.setResult('woken')), 5);
      expect(await loop.runUntilComplete(woken)).toBe('woken');
    });

    test('is ended by stop from outside', async () => {
      const loop = newLoop();
      setTimeout(() => loop.stop(), 5);
      await loop.runForever();
      expect(loop.isRunning()).toBe(false);
    });

    test('is ended by a promise of Node', async () => {
      const loop = newLoop();
      const { readFile } = await import('node:fs/promises');
      expect(await loop.runUntilComplete(async () => (await readFile(import.meta.filename)).length > 0)).toBe(true);
    });
  });

  describe('pollSync', () => {
    test('blocks until its deadline, not less and not much more', () => {
      const { turns, clock } = newKernel();
      for (const delay of [0.4, 3, 12]) {
        const deadline = clock.now() + delay;
        expect(turns.pollSync(deadline)).toBe(0);
        expect(clock.now()).toBeGreaterThanOrEqual(deadline);
        // Were one of its units taken for the next, it would be seconds.
        expect(clock.now() - deadline).toBeLessThan(1000);
      }
    });

    test('with a deadline that has passed looks and returns', () => {
      const { turns } = newKernel();
      expect(turns.pollSync(0)).toBe(0);
    });

    test('returns at once with what is ready, and leaves the deadline for later', () => {
      const kernel = newKernel();
      const { turns, poller, clock, sockets } = kernel;
      const [left, right] = pairOf(kernel);
      poller?.register(right, READABLE);
      sockets.send(left, Buffer.from('x'), 0, 0);
      expect(turns.pollSync(clock.now() + 60_000)).toBe(1);
      expect([...(poller?.events.subarray(0, 2) ?? [])]).toEqual([right, READABLE]);
      poller?.unregister(right);
    });

    test('without a deadline blocks until another thread makes a descriptor ready', () => {
      const kernel = newKernel();
      const [left, right] = pairOf(kernel);
      kernel.poller?.register(right, READABLE);
      // Started before this thread blocks: it needs nothing of it.
      const writer = new Worker(`require('node:fs').writeSync(${left}, 'x')`, { eval: true });
      expect(kernel.turns.pollSync(Number.POSITIVE_INFINITY)).toBe(1);
      kernel.poller?.unregister(right);
      return new Promise<void>((resolve) => writer.once('exit', () => resolve()));
    });

    test('returns once, however often it was woken before', () => {
      const { turns, clock } = newKernel();
      turns.wake();
      turns.wake();
      expect(turns.pollSync(Number.POSITIVE_INFINITY)).toBe(0);
      const deadline = clock.now() + 2;
      turns.pollSync(deadline);
      expect(clock.now()).toBeGreaterThanOrEqual(deadline);
    });
  });
});
