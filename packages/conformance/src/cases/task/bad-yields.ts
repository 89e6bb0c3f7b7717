import type { Case } from '../../case.ts';
import type { Steps } from './forms.ts';

export const badYields: readonly Case[] = [
  {
    name: 'task/bad-yields',
    title: 'a coroutine that yields what cannot be waited for is told so in the next turn, and may go on',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          for (const [name, value] of [
            ['number', 5],
            ['text', 'text'],
            ['list', []],
            ['object', {}],
            ['false', false],
          ] as const) {
            trace('yields', name, turn());
            try {
              yield value as never;
              trace('never');
            } catch (error) {
              trace('refused', error, turn());
            }
          }
        })(),
      );
    },
  },
  {
    name: 'task/bad-yield-ends-task',
    title: 'a task that does not catch the refusal fails with it',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const task = loop.createTask(
        (function* (): Steps<void> {
          yield 5 as never;
        })(),
      );
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task);
    },
  },
  {
    name: 'task/yields-a-future-itself',
    title: 'a future that is yielded by itself, without waiting for it, is refused and left alone',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      const done = loop.createFuture<string>();
      done.setResult('result');
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          for (const one of [future, done]) {
            try {
              yield one;
            } catch (error) {
              trace('refused', error, turn(), one);
            }
          }
        })(),
      );
      trace('then', future);
    },
  },
  {
    name: 'task/bare-yield',
    title: 'a bare yield gives way for one turn',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          for (let i = 0; i < 3; i++) {
            trace('step', turn());
            trace('sent', yield undefined as never);
          }
        })(),
      );
      trace('ended', turn());
    },
  },
  {
    name: 'task/bad-yield-and-cancel',
    title: 'a task that is due both a refusal and a cancellation is cancelled',
    async run({ newLoop, core, trace, message }) {
      const loop = newLoop();
      const task = loop.createTask(
        (function* (): Steps<void> {
          core.currentTask()?.cancel('told');
          try {
            yield 5 as never;
          } catch (error) {
            trace('caught', error, message(error));
          }
          yield* core.sleep(0);
          trace('goes on');
        })(),
      );
      await loop.runUntilComplete(task);
      trace('then', task, task.cancelling());
    },
  },
];
