import type { TimerHandle } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

/** In which turn a timer runs. */
export const timerTurns: readonly Case[] = inBothRuns([
  {
    name: 'scheduling/zero-delays',
    title: 'a timer without a delay runs in the next turn, behind every callback that was ready before',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (name: string): void => trace(name, turn());
      loop.callLater(0, call, 'timer before');
      loop.callSoon(call, 'callback');
      loop.callSoon(() => {
        call('schedules');
        loop.callLater(0, call, 'timer from inside');
        loop.callSoon(call, 'callback from inside');
      });
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(loop.stop)));
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/zero-delay-chain',
    title: 'timers without delay that schedule each other take a turn each',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const chain = (left: number): void => {
        trace('timer', turn());
        loop.callSoon(() => trace('callback', turn()));
        if (left === 0) loop.callSoon(loop.stop);
        else loop.callAt(loop.time() - 5, chain, left - 1);
      };
      loop.callLater(0, chain, 4);
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'scheduling/past-deadlines',
    title: 'deadlines in the past are kept in order in one turn, whenever they were scheduled',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (ago: number): void => trace('ago', ago, turn());
      for (const ago of [300, 100, 500, 200, 400]) loop.callAt(loop.time() - ago, call, ago);
      loop.callSoon(() => {
        for (const ago of [150, 1000, 50]) loop.callLater(-ago, call, ago);
      });
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(loop.stop)));
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/due-timer-cancelled-in-its-turn',
    title: 'a timer that is due is not called when a callback or an earlier timer of the same turn cancels it',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const timers = new Map<string, TimerHandle>();
      const add = (name: string, ago: number, cancels: string): void => {
        const call = (): void => {
          trace(name, turn());
          timers.get(cancels)?.cancel();
        };
        timers.set(name, loop.callAt(loop.time() - ago, call));
      };
      add('first', 500, 'third');
      add('second', 400, 'first');
      add('third', 300, 'fourth');
      add('fourth', 200, 'none');
      add('fifth', 100, 'none');
      loop.callSoon(() => timers.get('fifth')?.cancel());
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended', [...timers.values()]);
    },
  },
  {
    name: 'scheduling/timers-in-timers',
    title: 'a timer that is scheduled by a timer, be it long overdue, waits for the next turn',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (name: string): void => trace(name, turn());
      loop.callAt(loop.time() - 100, () => {
        call('first');
        loop.callAt(loop.time() - 1000, call, 'overdue');
        loop.callAt(loop.time() - 2000, call, 'longer overdue');
        loop.callSoon(call, 'soon');
      });
      loop.callAt(loop.time() - 50, call, 'second');
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(loop.stop)));
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/timer-tasks-in-turns',
    title: 'what a timer wakes goes on one turn later',
    async run({ newLoop, trace, turns, core }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      loop.callAt(loop.time() - 5, () => {
        trace('timer', turn());
        future.setResult('result');
      });
      loop.callSoon(() => trace('callback', turn()));
      function* waiter() {
        trace('waits', turn());
        trace(yield* future, turn());
        yield* core.sleep(0);
        trace('after sleep', turn());
      }
      await loop.runUntilComplete(waiter());
      trace('ended', turn());
    },
  },
]);
