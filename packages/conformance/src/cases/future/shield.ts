import type { Case } from '../../case.ts';
import { inBothForms } from '../task/forms.ts';

const ofFutures: readonly Case[] = [
  {
    name: 'future/shield-of-done',
    title: 'a done future is its own shield',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const [finished, failed, cancelled] = [loop.createFuture<number>(), loop.createFuture(), loop.createFuture()];
      finished.setResult(1);
      failed.setException(new RangeError());
      cancelled.cancel();
      for (const future of [finished, failed, cancelled]) trace('shield', core.shield(future) === future);
      const pending = loop.createFuture();
      const outer = core.shield(pending);
      trace('of a pending one', outer, outer === pending, outer.getLoop() === loop);
    },
  },
  {
    name: 'future/shield-turns',
    title: 'a shield is done one turn after what it shields, and its waiters go on in the turn after that',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const inner = loop.createFuture<string>();
      const finish = (): void => {
        trace('set', turn());
        inner.setResult('result');
      };
      inner.addDoneCallback(() => trace('before the shield', turn()));
      const outer = core.shield(inner);
      inner.addDoneCallback(() => trace('after the shield', turn(), outer));
      outer.addDoneCallback(() => trace('the shield itself', turn()));
      loop.callSoon(() => void loop.callSoon(finish));
      await loop.runUntilComplete(
        (function* () {
          trace('result', yield* outer, turn());
        })(),
      );
    },
  },
  {
    name: 'future/shield-finished-by-hand',
    title: 'a shield that somebody else finished keeps its result',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      const outer = core.shield(inner);
      await loop.runUntilComplete(
        (function* () {
          outer.setResult('by hand');
          yield* core.sleep(0);
          inner.setResult('inside');
          yield* core.sleep(0);
        })(),
      );
      trace('ended', outer.result(), inner.result());
    },
  },
  {
    name: 'future/shield-finished-by-hand-too-late',
    title: 'a shield that somebody else finished keeps its result, also when what it shields is done in the same turn',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      const outer = core.shield(inner);
      await loop.runUntilComplete(
        (function* () {
          inner.setResult('inside');
          outer.setResult('by hand');
          yield* core.sleep(0);
        })(),
      );
      trace('ended', outer.result(), inner.result());
    },
  },
  {
    name: 'future/shield-refuses',
    title: 'what cannot be waited for cannot be shielded',
    run({ attempt, core }) {
      attempt('number', () => core.shield(1 as never));
      attempt('text', () => core.shield('text' as never));
      attempt('nothing', () => core.shield(null as never));
    },
  },
];

const waitedFor = inBothForms([
  {
    name: 'future/shield-result',
    title: 'a shield has the result of what it shields',
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      loop.callSoon(() => inner.setResult('result'));
      const outer = core.shield(inner);
      await attempt('wait', () =>
        loop.runUntilComplete(
          form(function* () {
            return yield* outer;
          }),
        ),
      );
      trace('then', inner, outer);
    },
  },
  {
    name: 'future/shield-error',
    title: 'a shield fails with the very error of what it shields',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const inner = loop.createFuture();
      const error = new RangeError();
      loop.callSoon(() => inner.setException(error));
      await loop.runUntilComplete(
        form(function* () {
          try {
            yield* core.shield(inner);
          } catch (caught) {
            trace('caught', caught, caught === error);
          }
        }),
      );
    },
  },
  {
    name: 'future/shield-outer-cancelled',
    title: 'cancelling who waits for a shield leaves the shielded future alone',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      const outer = core.shield(inner);
      const waiting = loop.createTask(
        form(function* () {
          try {
            return yield* outer;
          } catch (error) {
            trace('caught', error, message(error), inner);
            throw error;
          }
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', waiting.cancel('told'), outer, inner);
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('then', waiting, outer, inner);
          inner.setResult('result');
          yield* core.sleep(0);
          trace('ended', waiting, outer, yield* inner);
        }),
      );
    },
  },
  {
    name: 'future/shield-inner-cancelled',
    title: 'when what is shielded is cancelled the shield is too, without the message',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const inner = loop.createFuture();
      const outer = core.shield(inner);
      const waiting = loop.createTask(
        form(function* () {
          try {
            yield* outer;
          } catch (error) {
            trace('caught', error, message(error));
            throw error;
          }
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', inner.cancel('told'), outer);
          yield* core.sleep(0);
          trace('one turn later', outer, waiting);
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('ended', waiting, waiting.cancelling());
        }),
      );
    },
  },
  {
    name: 'future/shield-of-coroutine',
    title: 'a shielded coroutine is a task that goes on when its waiter is cancelled',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const finished = loop.createFuture<string>();
      const work = form(function* () {
        trace('work begins');
        yield* core.sleep(0);
        yield* core.sleep(0);
        trace('work ends');
        finished.setResult('result');
      });
      const waiting = loop.createTask(
        form(function* () {
          yield* core.shield(work);
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          waiting.cancel();
          trace('finished', yield* finished, waiting);
        }),
      );
    },
  },
  {
    name: 'future/shield-of-task-cancelled-inside',
    title: 'a task that is shielded can be cancelled itself, and its waiter is cancelled by that',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const inner = loop.createTask(
        form(function* () {
          yield* core.sleep(1000);
        }),
      );
      const waiting = loop.createTask(
        form(function* () {
          yield* core.shield(inner);
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          yield* core.sleep(0);
          inner.cancel();
          try {
            yield* waiting;
          } catch (error) {
            trace('caught', error, waiting, inner, waiting.cancelling(), inner.cancelling());
          }
        }),
      );
    },
  },
  {
    name: 'future/shields-of-one-future',
    title: 'shields of one future do not touch each other',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      const [first, second] = [core.shield(inner), core.shield(inner)];
      await loop.runUntilComplete(
        form(function* () {
          trace('cancel', first.cancel(), first, second, inner);
          loop.callSoon(() => inner.setResult('result'));
          trace('second', yield* second, first);
        }),
      );
    },
  },
  {
    name: 'future/shield-of-shield',
    title: 'a shield can be shielded: cancelling the outer one leaves both others alone',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const inner = loop.createFuture<string>();
      const middle = core.shield(inner);
      const outer = core.shield(middle);
      await loop.runUntilComplete(
        form(function* () {
          outer.cancel();
          yield* core.sleep(0);
          trace('cancelled', outer, middle, inner);
          inner.setResult('result');
          trace('middle', yield* middle);
        }),
      );
    },
  },
]);

export const shield: readonly Case[] = [...ofFutures, ...waitedFor];
