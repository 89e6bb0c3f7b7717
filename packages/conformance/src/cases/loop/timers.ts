import type { TimerHandle } from '@tsyncio/core';
import type { Case } from '../../case.ts';

export const timers: readonly Case[] = [
  {
    name: 'loop/call-later-order',
    title: 'timers run in order of their deadlines, with their arguments, not before their time',
    covers: ['test_events.EventLoopTestsMixin.test_call_later'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const start = loop.time();
      for (const delay of [15, 3, 9, 6, 12])
        loop.callLater(delay, (given: number) => trace('timer', given, loop.time() - start >= given), delay);
      loop.callLater(18, loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'loop/call-at',
    title: 'callAt keeps the time that it was given, and calls back not before it',
    covers: ['test_base_events.BaseEventLoopTests.test_time_and_call_at', 'test_events.TimerTests.test_when'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const when = loop.time() + 8;
      const timer = loop.callAt(when, () => {
        trace('called', loop.time() >= when);
        loop.stop();
      });
      trace('when', timer, timer.when() === when);
      await loop.runForever();
      attempt('null', () => loop.callAt(null as never, trace, 'never'));
    },
  },
  {
    name: 'loop/call-later-handle',
    title: 'callLater gives a timer handle and needs a delay',
    covers: ['test_base_events.BaseEventLoopTests.test_call_later'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const before = loop.time();
      const timer = loop.callLater(10_000, trace, 'never');
      trace('timer', timer, timer.when() >= before + 10_000, timer.when() <= loop.time() + 10_000);
      loop.stop();
      await loop.runForever();
      trace('not ready yet');
      attempt('null', () => loop.callLater(null as never, trace, 'never'));
    },
  },
  {
    name: 'loop/call-later-negative',
    title: 'timers whose time has passed run in the next turn, in order of their deadlines',
    covers: ['test_base_events.BaseEventLoopTests.test_call_later_negative_delays'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (name: string): void => trace(name, turn());
      loop.callLater(-1000, call, 'a second ago');
      loop.callLater(-2000, call, 'two seconds ago');
      loop.callSoon(call, 'soon');
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
    },
  },
  {
    name: 'loop/due-timers-follow-ready',
    title: 'a due timer runs in the turn that finds it due, after what was ready; what it schedules waits for the next',
    covers: ['test_base_events.BaseEventLoopTests.test__run_once_schedule_handle'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      loop.callLater(0, () => {
        trace('timer', turn());
        loop.callSoon(() => {
          trace('scheduled by the timer', turn());
          loop.stop();
        });
      });
      loop.callSoon(() => trace('ready', turn()));
      await loop.runForever();
    },
  },
  {
    name: 'loop/timer-cancel',
    title: 'a cancelled timer is not called, also when it is cancelled in the turn in which it is due',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const first = loop.callLater(1, trace, 'never');
      const second = loop.callLater(2, trace, 'called');
      let third: TimerHandle | null = null;
      loop.callLater(3, () => third?.cancel());
      third = loop.callLater(4, trace, 'never');
      const now = loop.time();
      let due: TimerHandle | null = null;
      loop.callAt(now - 2, () => due?.cancel());
      due = loop.callAt(now - 1, trace, 'never');
      first.cancel();
      trace('cancelled', first, first.cancelled());
      loop.callLater(8, loop.stop);
      await loop.runForever();
      trace('ended', first, second, third, due);
    },
  },
  {
    name: 'loop/timers-many-cancelled',
    title: 'of many timers, most of them cancelled, the others run in their order',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const handles: TimerHandle[] = [];
      const start = loop.time();
      for (let i = 0; i < 300; i++) handles.push(loop.callAt(start + 1 + ((i * 7) % 300) / 100, trace, 'timer', (i * 7) % 300));
      for (let i = 0; i < 300; i++) if (i % 30 !== 0) handles[i]?.cancel();
      loop.callLater(8, loop.stop);
      await loop.runForever();
      trace('ended', handles.filter((handle) => handle.cancelled()).length);
    },
  },
  {
    name: 'loop/timers-with-one-deadline',
    title: 'timers with the same deadline run in one turn, in whatever order',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const seen = new Map<number, Set<string>>();
      const when = loop.time() - 1;
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
        loop.callAt(when, () => seen.set(turn(), (seen.get(turn()) ?? new Set()).add(name)));
      }
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      for (const [at, names] of seen) trace('turn', at, names);
    },
  },
  {
    name: 'loop/timer-schedules-timer',
    title: 'a timer that schedules another keeps a rhythm beside callbacks and other timers',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const start = loop.time();
      const tick = (count: number): void => {
        trace('tick', count);
        loop.callSoon(trace, 'between', count);
        // Here, so that the order is the same however late the first one comes.
        if (count === 1) loop.callAt(start + 15, trace, 'other');
        if (count < 3) loop.callAt(start + 10 * (count + 1), tick, count + 1);
        else loop.callSoon(loop.stop);
      };
      loop.callAt(start + 10, tick, 1);
      await loop.runForever();
      trace('ended', loop.time() >= start + 30);
    },
  },
];
