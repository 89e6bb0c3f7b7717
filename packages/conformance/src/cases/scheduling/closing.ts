import type { Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';

/** Closing a loop that still has something to do. */
export const closingPending: readonly Case[] = [
  {
    name: 'scheduling/close-with-work-left',
    title: 'closing cancels nothing: handles, timers and tasks stay as they are and are never called',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      const future = loop.createFuture<void>();
      const started = loop.createTask(
        (function* () {
          trace('started');
          yield* future;
          trace('never');
        })(),
      );
      loop.stop();
      await loop.runForever();
      const unstarted = loop.createTask(
        (function* () {
          trace('never');
          yield* core.sleep(0);
        })(),
      );
      const handle = loop.callSoon(trace, 'never');
      const timer = loop.callLater(1, trace, 'never');
      loop.close();
      trace('closed', handle, timer, future, started, unstarted, core.allTasks(loop).size);
      await passTime(newLoop());
      trace('nothing was called');
    },
  },
  {
    name: 'scheduling/close-then-cancel',
    title: 'handles and timers of a closed loop can be cancelled',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const handle = loop.callSoon(trace, 'never');
      const timer = loop.callLater(1, trace, 'never');
      const when = timer.when();
      loop.close();
      attempt('handle', () => handle.cancel());
      attempt('timer', () => timer.cancel());
      trace('cancelled', handle, timer, timer.when() === when);
    },
  },
  {
    name: 'scheduling/close-then-finish-future',
    title: 'a future of a closed loop can be finished as long as nobody waits for it',
    run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const alone = loop.createFuture<string>();
      const watched = loop.createFuture<string>();
      watched.addDoneCallback(() => trace('never'));
      loop.close();
      attempt('alone', () => alone.setResult('result'));
      trace('alone', alone, alone.result());
      attempt('watched', () => watched.setResult('result'));
      trace('watched', watched);
      attempt('add to the one that is done', () => alone.addDoneCallback(() => trace('never')));
    },
  },
  {
    name: 'scheduling/close-then-cancel-future',
    title: 'cancelling a future of a closed loop cancels it, and fails only when somebody was to be told',
    run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const alone = loop.createFuture<string>();
      const watched = loop.createFuture<string>();
      watched.addDoneCallback(() => trace('never'));
      loop.close();
      attempt('alone', () => alone.cancel());
      attempt('watched', () => watched.cancel());
      trace('then', alone, watched);
    },
  },
  {
    name: 'scheduling/close-other-loop',
    title: 'a callback may close another loop that does not run; what that one had is gone',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const other = newLoop();
      other.callSoon(trace, 'never');
      loop.callSoon(() => {
        other.close();
        trace('closed', other.isClosed(), loop.isClosed());
        attempt('schedule there', () => other.callSoon(trace, 'never'));
        loop.callSoon(loop.stop);
      });
      await loop.runForever();
      await attempt('run it', () => other.runForever());
    },
  },
  {
    name: 'scheduling/close-after-stopped-run',
    title: 'a loop whose run was stopped before its future was done can be closed; the future stays pending',
    async run({ newLoop, trace, attempt, core }) {
      const loop = newLoop();
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(3_600_000);
        })(),
      );
      loop.callLater(5, loop.stop);
      await attempt('stopped', () => loop.runUntilComplete(task));
      attempt('close', () => loop.close());
      trace('then', task, loop.isClosed());
      await attempt('run again', () => loop.runUntilComplete(task));
    },
  },
];

async function passTime(loop: Loop): Promise<void> {
  loop.callLater(5, loop.stop);
  await loop.runForever();
}
