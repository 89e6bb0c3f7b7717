import type { TimerHandle } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

/** In which order timers run, and which of them. */
export const timerOrder: readonly Case[] = inBothRuns([
  {
    name: 'scheduling/when',
    title: 'when is the deadline that was asked for, in the past or the far future, also once it ran or was cancelled',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const start = loop.time();
      const asked = [start - 1000, start, start + 0.25, start + 86_400_000 * 365];
      const timers = asked.map((when) => loop.callAt(when, () => {}));
      const isAsked = (): readonly boolean[] => timers.map((timer, index) => timer.when() === asked[index]);
      trace('scheduled', isAsked(), timers);
      loop.callLater(5, loop.stop);
      await loop.runForever();
      timers.at(-1)?.cancel();
      trace('ended', isAsked(), timers);
    },
  },
  {
    name: 'scheduling/never',
    title: 'a timer for the end of time holds nothing up',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const never = loop.callLater(Number.POSITIVE_INFINITY, trace, 'never');
      const far = loop.callLater(86_400_000 * 1000, trace, 'in years');
      loop.callLater(5, trace, 'soon');
      loop.callLater(10, loop.stop);
      await loop.runForever();
      trace('ended', never, far, never.when(), far.when() > loop.time());
    },
  },
  {
    name: 'scheduling/earlier-than-the-others',
    title: 'a timer that is scheduled late but due early runs before those that wait longer',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const far = [3_600_000, 1_800_000].map((delay) => loop.callLater(delay, trace, 'never'));
      loop.callLater(5, () => {
        trace('five');
        loop.callLater(20, () => {
          trace('twenty-five');
          loop.stop();
        });
        loop.callLater(5, trace, 'ten');
      });
      await loop.runForever();
      trace('ended', far);
    },
  },
  {
    name: 'scheduling/cancel-inside-timers',
    title: 'timers cancel each other and themselves, before and after they ran',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const timers: TimerHandle[] = [];
      timers.push(loop.callLater(5, () => timers[2]?.cancel()));
      timers.push(
        loop.callLater(10, () => {
          timers[1]?.cancel();
          timers[0]?.cancel();
          trace('cancels itself and the one before', timers);
        }),
      );
      timers.push(loop.callLater(15, trace, 'never'));
      timers.push(loop.callLater(20, trace, 'called'));
      loop.callLater(25, loop.stop);
      await loop.runForever();
      trace('ended', timers);
    },
  },
  {
    name: 'scheduling/many-cancelled-inside',
    title: 'order is kept when most of many timers are cancelled during the run and others come after them',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const start = loop.time();
      const timers: TimerHandle[] = [];
      const at = (i: number): number => start + 60 + i / 40;
      for (let i = 0; i < 400; i++) timers.push(loop.callAt(at((i * 37) % 400), trace, 'timer', (i * 37) % 400));
      loop.callSoon(() => {
        for (const [i, timer] of timers.entries()) if (i % 50 !== 0) timer.cancel();
        loop.callSoon(() => {
          for (const i of [290, 110, 190]) loop.callAt(at(i), trace, 'extra', i);
          timers[50]?.cancel();
        });
      });
      loop.callAt(at(500), loop.stop);
      await loop.runForever();
      trace('ended', timers.filter((timer) => timer.cancelled()).length);
    },
  },
  {
    name: 'scheduling/all-cancelled',
    title: 'a loop whose timers were all cancelled sleeps until something else is scheduled',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const timers = Array.from({ length: 200 }, (_, i) => loop.callLater(1 + i / 100, trace, 'never'));
      loop.callSoon(() => {
        for (const timer of timers) timer.cancel();
      });
      loop.callLater(10, () => {
        trace('the only one');
        loop.callLater(0, loop.stop);
      });
      await loop.runForever();
      trace(
        'ended',
        timers.every((timer) => timer.cancelled()),
      );
    },
  },
  {
    name: 'scheduling/sleepers',
    title: 'sleeping tasks wake in order of time, whichever was created first, and none before its time',
    covers: ['test_events.EventLoopTestsMixin.test_run_until_complete'],
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      function* sleeper(delay: number) {
        const start = loop.time();
        yield* core.sleep(delay);
        trace('woke', delay, loop.time() - start >= delay);
      }
      const tasks = [15, 5, 20, 10].map((delay) => loop.createTask(sleeper(delay)));
      await loop.runUntilComplete(sleeper(25));
      trace('ended', tasks);
    },
  },
]);
