import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const doneCallbacks: readonly Case[] = [
  {
    name: 'task/done-callbacks-turn',
    title: 'callbacks of a task and who waits for it come in the turn after its last step, in order of registration',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        (function* (): Steps<string> {
          yield* core.sleep(0);
          trace('last step', turn());
          loop.callSoon(() => trace('scheduled before the end', turn()));
          return 'result';
        })(),
      );
      task.addDoneCallback((done) => trace('first callback', turn(), done === task, done.result()));
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          loop.callSoon(() => task.addDoneCallback(() => trace('last callback', turn())));
          trace('waiter', yield* task, turn());
        })(),
      );
    },
  },
  ...inBothForms([
    {
      name: 'task/done-callbacks',
      title: 'the callbacks of a task get it, however it ended',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const finished = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            return 'result';
          }),
        );
        const failed = loop.createTask(
          form(function* () {
            yield* core.sleep(1);
            throw new RangeError();
          }),
        );
        const cancelled = loop.createTask(
          form(function* () {
            yield* core.sleep(1000);
          }),
        );
        for (const task of [finished, failed, cancelled]) {
          task.addDoneCallback((done) => trace('done', done, done === task, core.currentTask()));
        }
        const removed = (): void => trace('never');
        finished.addDoneCallback(removed);
        trace('removed', finished.removeDoneCallback(removed));
        await loop.runUntilComplete(
          form(function* () {
            yield* core.sleep(10);
            cancelled.cancel();
            yield* core.sleep(1);
          }),
        );
      },
    },
    {
      name: 'task/done-callback-fails',
      title: 'a callback of a task that fails is reported and leaves the task alone',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            return 'result';
          }),
        );
        task.addDoneCallback(() => {
          throw new RangeError();
        });
        task.addDoneCallback(() => trace('next callback'));
        trace('result', await loop.runUntilComplete(task), task);
      },
    },
  ]),
];
