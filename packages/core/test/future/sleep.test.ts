import { CancelledError, createLoop, type Future, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/loop/loop-state.ts';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

describe('sleep', () => {
  it('is done after the delay, with the result given', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    await expect(loop.runUntilComplete(async () => await sleep(250, 'slept'))).resolves.toBe('slept');
    expect(loop.time()).toBe(start + 250);
  });

  it('gives undefined without a result', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(async () => await sleep(1))).resolves.toBeUndefined();
  });

  it('counts fractions of a millisecond', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    await loop.runUntilComplete(async () => await sleep(0.25));
    expect(loop.time()).toBe(start + 0.25);
  });

  it('of 0 or less takes exactly one turn of a generator', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    function* main(): Generator<Future<unknown>, number[], unknown> {
      const turns = [counter.turn];
      yield* sleep(0);
      turns.push(counter.turn);
      yield* sleep(-5);
      turns.push(counter.turn);
      return turns;
    }
    await expect(loop.runUntilComplete(main())).resolves.toEqual([1, 2, 3]);
  });

  it('of 0 gives its result', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(async () => await sleep(0, 'result'))).resolves.toBe('result');
    function* main() {
      return yield* sleep(0, 'generator');
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe('generator');
  });

  it('of 0 lets other tasks have their turn', async () => {
    const { loop } = virtualLoop();
    const log: string[] = [];
    function* speak(name: string): Generator<Future<unknown>, void, unknown> {
      for (let i = 0; i < 3; i++) {
        log.push(name);
        yield* sleep(0);
      }
    }
    loop.createTask(speak('a'));
    await loop.runUntilComplete(speak('b'));
    expect(log.join('')).toBe('ababab');
  });

  it.each(['in a callback', 'in a generator'])('of 0 has its done callbacks called in the turn after it is done, %s', async (where) => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const log: string[] = [];
    const start = (): void => {
      const future = sleep(0);
      loop.callSoon(() => log.push(`done ${future.done()}@${counter.turn}`));
      future.addDoneCallback(() => log.push(`callback@${counter.turn}`));
    };
    function* main(): Generator<Future<unknown>, void, unknown> {
      if (where === 'in a generator') start();
      else loop.callSoon(start);
      yield* sleep(5);
    }
    await loop.runUntilComplete(main());
    const first = where === 'in a generator' ? 2 : 3;
    expect(log).toEqual([`done true@${first}`, `callback@${first + 1}`]);
  });

  it('of 0 can be cancelled', async () => {
    const { loop, reports } = virtualLoop();
    const task = loop.createTask(async () => await sleep(0));
    loop.callSoon(() => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(reports).toEqual([]);
  });

  it('takes its timer away when it is cancelled', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    await loop.runUntilComplete(async () => {
      const future = sleep(1000);
      future.cancel();
      await expect((async () => await future)()).rejects.toBeInstanceOf(CancelledError);
      await sleep(1);
    });
    expect(loop.time()).toBe(start + 1);
    expect(stateOf(loop).timers.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is refused outside a loop', () => {
    expect(() => sleep(1)).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it.each([[Number.NaN], ['1'], [null], [undefined]])('refuses the delay %o', async (delay) => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(async () => await sleep(delay as never))).rejects.toBeInstanceOf(RangeError);
  });

  it('does not end early on the clock of the host', async () => {
    const loop = createLoop([]);
    const start = loop.time();
    await loop.runUntilComplete(async () => await sleep(2.5));
    expect(loop.time() - start).toBeGreaterThanOrEqual(2.5);
    loop.close();
  });
});
