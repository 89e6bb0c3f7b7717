import type { Case } from '../../case.ts';

export const closing: readonly Case[] = [
  {
    name: 'loop/close',
    title: 'a closed loop says so, can be closed again, and refuses to run',
    covers: ['test_base_events.BaseEventLoopTests.test_close'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture();
      loop.close();
      trace('closed', loop.isClosed(), loop.isRunning());
      attempt('close again', () => loop.close());
      await attempt('run forever', () => loop.runForever());
      await attempt('run until complete', () => loop.runUntilComplete(future));
    },
  },
  {
    name: 'loop/close-drops',
    title: 'close drops what was scheduled',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.callSoon(trace, 'never');
      loop.callLater(1, trace, 'never');
      loop.close();
      const other = newLoop();
      other.callLater(5, other.stop);
      await other.runForever();
      trace('nothing was called');
    },
  },
  {
    name: 'loop/close-running',
    title: 'a loop that runs refuses to close, and goes on',
    covers: ['test_events.EventLoopTestsMixin.test_close_running_event_loop'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      loop.callSoon(() => {
        attempt('close', () => loop.close());
        trace('goes on', loop.isRunning(), loop.isClosed());
        loop.callSoon(loop.stop);
      });
      await loop.runForever();
      attempt('close afterwards', () => loop.close());
    },
  },
  {
    name: 'loop/closed-refuses',
    title: 'a closed loop schedules nothing; futures can still be made',
    covers: ['test_events.EventLoopTestsMixin.test_close'],
    run({ newLoop, trace, attempt, core }) {
      const loop = newLoop();
      loop.close();
      const callback = (): void => {};
      const coroutine = (function* () {})();
      attempt('call soon', () => loop.callSoon(callback));
      attempt('call soon threadsafe', () => loop.callSoonThreadsafe(callback));
      attempt('call later', () => loop.callLater(1, callback));
      attempt('call at', () => loop.callAt(loop.time() + 1, callback));
      attempt('create task', () => loop.createTask(coroutine));
      attempt('ensure future', () => core.ensureFuture(coroutine, { loop }));
      attempt('create future', () => loop.createFuture());
      attempt('stop', () => loop.stop());
      trace('debug', loop.getDebug(), typeof loop.time() === 'number');
    },
  },
];
