import type { Case } from '../../case.ts';

export const running: readonly Case[] = [
  {
    name: 'loop/stop-before-run',
    title: 'a loop that was stopped before it runs makes one turn and waits for no timer',
    covers: ['test_base_events.BaseEventLoopTests.test_run_forever_pre_stopped', 'test_base_events.BaseEventLoopTests.test_run_once'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.callLater(3_600_000, trace, 'timer');
      loop.callSoon(() => {
        trace('first');
        loop.callSoon(trace, 'second');
      });
      loop.stop();
      await loop.runForever();
      trace('ran once');
      loop.stop();
      await loop.runForever();
      trace('ran twice');
    },
  },
  {
    name: 'loop/stop-finishes-batch',
    title: 'stop lets the batch finish; what the batch scheduled waits for the next run',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.callSoon(() => {
        trace('stops');
        loop.stop();
        loop.callSoon(trace, 'scheduled by the batch');
      });
      loop.callSoon(trace, 'rest of the batch');
      await loop.runForever();
      trace('first run ended');
      loop.callSoon(trace, 'scheduled between runs');
      loop.callSoon(loop.stop);
      await loop.runForever();
      trace('second run ended');
    },
  },
  {
    name: 'loop/stop-counts-once',
    title: 'however often stop is called in a run, the next run needs a stop of its own',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.callSoon(loop.stop);
      loop.callSoon(loop.stop);
      await loop.runForever();
      loop.callSoon(() => {
        trace('turn 1');
        loop.callSoon(() => {
          trace('turn 2');
          loop.stop();
        });
      });
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'loop/is-running',
    title: 'a loop runs while its callbacks run, and only then',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      trace('before', loop.isRunning(), loop.isClosed());
      loop.callSoon(() => {
        trace('inside', loop.isRunning(), loop.isClosed(), core.getRunningLoop() === loop);
        loop.stop();
        trace('after stop', loop.isRunning());
      });
      await loop.runForever();
      trace('after', loop.isRunning(), loop.isClosed());
    },
  },
  {
    name: 'loop/no-running-loop',
    title: 'outside of callbacks and tasks no loop is running',
    async run({ newLoop, attempt, core }) {
      const loop = newLoop();
      attempt('before', () => core.getRunningLoop());
      loop.callSoon(() => {
        attempt('inside', () => core.getRunningLoop());
        loop.stop();
      });
      await loop.runForever();
      attempt('after', () => core.getRunningLoop());
    },
  },
  {
    name: 'loop/nested-run',
    title: 'a loop that runs refuses to run, and goes on',
    async run({ newLoop, trace, attempt, core }) {
      const loop = newLoop();
      loop.callSoon(async () => {
        await attempt('run until complete', () => loop.runUntilComplete(loop.createFuture()));
        trace('goes on', loop.isRunning(), core.getRunningLoop() === loop);
        // Up to 3.13 this one leaves CPython's loop as if it did not run.
        await attempt('run forever', () => loop.runForever());
        loop.callSoon(trace, 'another callback');
        loop.callSoon(loop.stop);
      });
      await loop.runForever();
      trace('ended', loop.isRunning());
    },
  },
  {
    name: 'loop/run-inside-another',
    title: 'a blocking run is refused inside a callback of another loop, which goes on',
    covers: ['test_base_events.RunningLoopTests.test_running_loop_within_a_loop'],
    async run({ newLoop, trace, attempt, core }) {
      const outer = newLoop();
      const inner = newLoop();
      outer.callSoon(() => {
        attempt('run until complete', () => inner.runUntilCompleteSync(inner.createFuture()));
        trace('goes on', outer.isRunning(), inner.isRunning(), core.getRunningLoop() === outer);
        // As above.
        attempt('run forever', () => inner.runForeverSync());
        outer.stop();
      });
      await outer.runForever();
      trace('ended');
    },
  },
];
