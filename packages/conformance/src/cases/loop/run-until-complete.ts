import type { Case } from '../../case.ts';

export const runUntilComplete: readonly Case[] = [
  {
    name: 'loop/run-until-future-is-done',
    title: 'runUntilComplete gives what the future holds: a result, an error or a cancellation',
    async run({ newLoop, attempt }) {
      const loop = newLoop();
      const done = loop.createFuture<number>();
      done.setResult(1);
      await attempt('done before', () => loop.runUntilComplete(done));
      const pending = loop.createFuture<string>();
      loop.callSoon(() => pending.setResult('result'));
      await attempt('done inside', () => loop.runUntilComplete(pending));
      const failing = loop.createFuture<void>();
      loop.callSoon(() => failing.setException(new RangeError()));
      await attempt('fails', () => loop.runUntilComplete(failing));
      const cancelled = loop.createFuture<void>();
      loop.callSoon(() => void cancelled.cancel());
      await attempt('is cancelled', () => loop.runUntilComplete(cancelled));
    },
  },
  {
    name: 'loop/run-until-coroutine-is-done',
    title: 'runUntilComplete wraps a coroutine in a task and gives what it returns or throws',
    async run({ newLoop, trace, attempt, core }) {
      const loop = newLoop();
      await attempt('returns', () =>
        loop.runUntilComplete(async () => {
          await core.sleep(0);
          return 'result';
        }),
      );
      await attempt('throws', () =>
        loop.runUntilComplete(async () => {
          await core.sleep(0);
          throw new RangeError();
        }),
      );
      await attempt('is a task', () => loop.runUntilComplete(async () => trace('current task', core.currentTask())));
    },
  },
  {
    name: 'loop/run-until-complete-turns',
    title: 'the run ends one turn after the future is done, when that turn is over',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<void>();
      const finish = (): void => {
        trace('done', turn());
        future.setResult();
        loop.callSoon(() => {
          trace('callback of the last turn', turn());
          loop.callSoon(trace, 'never');
        });
      };
      loop.callSoon(() => void loop.callSoon(finish));
      await loop.runUntilComplete(future);
      trace('ended', turn());
    },
  },
  {
    name: 'loop/run-until-complete-stopped',
    title: 'a run that is stopped before its future is done fails; a later run goes on with the future',
    covers: ['test_events.EventLoopTestsMixin.test_run_until_complete_stopped'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture<string>();
      loop.callSoon(loop.stop);
      await attempt('stopped', () => loop.runUntilComplete(future));
      trace('then', future, loop.isRunning());
      loop.callSoon(() => future.setResult('result'));
      await attempt('run again', () => loop.runUntilComplete(future));
    },
  },
  {
    name: 'loop/run-until-complete-stops-once',
    title: 'a future that is done after its run was stopped does not stop later runs',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture<string>();
      loop.callSoon(loop.stop);
      await attempt('stopped', () => loop.runUntilComplete(future));
      loop.callSoon(() => {
        future.setResult('result');
        loop.callSoon(() => {
          trace('turn 2');
          loop.callSoon(() => {
            trace('turn 3');
            loop.stop();
          });
        });
      });
      await loop.runForever();
      trace('ended', future);
    },
  },
  {
    name: 'loop/run-until-complete-refuses',
    title: 'runUntilComplete refuses what cannot be waited for',
    covers: ['test_base_events.BaseEventLoopTests.test_run_until_complete_type_error'],
    async run({ newLoop, attempt }) {
      const loop = newLoop();
      for (const [name, value] of [['string', 'blah'] as const, ['number', 1] as const, ['nothing', null] as const]) {
        await attempt(name, () => loop.runUntilComplete(value as never));
      }
    },
  },
  {
    name: 'loop/run-until-foreign-future',
    title: 'runUntilComplete refuses a future of another loop',
    covers: ['test_base_events.BaseEventLoopTests.test_run_until_complete_loop'],
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const future = newLoop().createFuture();
      await attempt('foreign', () => loop.runUntilComplete(future));
      trace('then', future, loop.isRunning());
    },
  },
];
