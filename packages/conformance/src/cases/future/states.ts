import type { Case } from '../../case.ts';

export const states: readonly Case[] = [
  {
    name: 'future/initial-state',
    title: 'a new future is pending and belongs to its loop',
    covers: ['test_futures.BaseFutureTests.test_initial_state'],
    run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture();
      trace('state', future, future.done(), future.cancelled());
      trace('loop', future.getLoop() === loop);
    },
  },
  {
    name: 'future/on-the-running-loop',
    title: 'code that runs on a loop makes futures of it without being given it; elsewhere there is none to make them of',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      await loop.runUntilComplete(
        (function* () {
          trace('inside', core.getRunningLoop().createFuture().getLoop() === loop);
          yield* core.sleep(0);
        })(),
      );
      attempt('outside', () => core.getRunningLoop().createFuture());
    },
  },
  {
    name: 'future/result',
    title: 'a result is there once it was set, which is possible once',
    covers: ['test_futures.BaseFutureTests.test_result'],
    run({ newLoop, trace, attempt }) {
      const future = newLoop().createFuture<number>();
      attempt('result too early', () => future.result());
      attempt('exception too early', () => future.exception());
      future.setResult(42);
      trace('state', future, future.done(), future.cancelled());
      attempt('result', () => future.result());
      attempt('result again', () => future.result());
      attempt('exception', () => future.exception());
      attempt('set a result', () => future.setResult(1));
      attempt('set an exception', () => future.setException(new RangeError()));
      attempt('cancel', () => future.cancel());
      attempt('kept', () => future.result());
    },
  },
  {
    name: 'future/result-is-the-object-itself',
    title: 'a result is given back as the object that was set, also nothing and a list',
    run({ newLoop, trace }) {
      const loop = newLoop();
      const object = { key: 'value' };
      const list = [1, 2];
      const [nothing, withObject, withList] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
      nothing.setResult(null);
      withObject.setResult(object);
      withList.setResult(list);
      trace('nothing', nothing, nothing.result());
      trace('the same', withObject.result() === object, withList.result() === list);
      const future = loop.createFuture();
      future.setResult(nothing);
      trace('a future', future, future.result() === nothing);
    },
  },
  {
    name: 'future/exception',
    title: 'a failed future throws the very error that was set, each time',
    covers: ['test_futures.BaseFutureTests.test_exception'],
    run({ newLoop, trace, attempt, message }) {
      const future = newLoop().createFuture();
      const error = new RangeError('told');
      attempt('exception too early', () => future.exception());
      attempt('result too early', () => future.result());
      future.setException(error);
      trace('state', future, future.done(), future.cancelled());
      attempt('result', () => future.result());
      attempt('result again', () => future.result());
      trace('exception', future.exception(), future.exception() === error, message(future.exception()));
      attempt('set a result', () => future.setResult(1));
      attempt('set an exception', () => future.setException(new TypeError()));
      attempt('cancel', () => future.cancel());
      trace('kept', future.exception() === error);
    },
  },
  {
    name: 'future/exception-class',
    title: 'a class of errors is instantiated',
    covers: ['test_futures.BaseFutureTests.test_exception_class'],
    run({ newLoop, trace, attempt, message }) {
      const future = newLoop().createFuture();
      future.setException(RangeError);
      attempt('result', () => future.result());
      trace('exception', future.exception() instanceof RangeError, message(future.exception()));
      const first = future.exception();
      trace('one object', future.exception() === first);
    },
  },
  {
    name: 'future/exception-refused',
    title: 'what is no error is not set as an exception',
    run({ newLoop, trace, attempt }) {
      const future = newLoop().createFuture();
      attempt('text', () => future.setException('told'));
      trace('then', future.done());
    },
  },
  {
    name: 'future/exception-is-a-cancellation',
    title: 'a future that fails with a CancelledError was not cancelled; a task that waits for it is',
    async run({ newLoop, core, trace, attempt, message }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      future.setException(new core.CancelledError('told'));
      trace('state', future, future.done(), future.cancelled());
      attempt('result', () => future.result());
      attempt('exception', () => future.exception());
      const task = loop.createTask(
        (function* () {
          return yield* future;
        })(),
      );
      try {
        await loop.runUntilComplete(task);
      } catch (error) {
        trace('task', error, message(error));
      }
      trace('then', task, task.cancelling());
    },
  },
  {
    name: 'future/cancel',
    title: 'cancel works once and at once; a cancelled future throws and takes no outcome',
    covers: ['test_futures.BaseFutureTests.test_cancel'],
    run({ newLoop, trace, attempt }) {
      const future = newLoop().createFuture();
      trace('cancel', future.cancel());
      trace('state', future, future.done(), future.cancelled());
      attempt('result', () => future.result());
      attempt('exception', () => future.exception());
      attempt('set a result', () => future.setResult(1));
      attempt('set an exception', () => future.setException(new RangeError()));
      trace('cancel again', future.cancel());
    },
  },
  {
    name: 'future/cancel-message',
    title: 'the message of the cancellation that counted is thrown, each time; without one it is empty',
    covers: ['test_futures.BaseFutureTests.test_future_cancel_message_getter'],
    run({ newLoop, trace, message }) {
      const loop = newLoop();
      const told = loop.createFuture();
      const silent = loop.createFuture();
      trace('cancel', told.cancel('first'), told.cancel('second'), silent.cancel());
      for (const future of [told, silent]) {
        for (const ask of [() => future.result(), () => future.exception(), () => future.result()]) {
          try {
            ask();
          } catch (error) {
            trace('message', error, message(error));
          }
        }
      }
    },
  },
  {
    name: 'future/closed-loop',
    title: 'a future of a closed loop can be finished; what would have to be called is refused',
    run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const [alone, awaited, done] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
      const callback = (): void => trace('never');
      awaited.addDoneCallback(callback);
      done.setResult(1);
      loop.close();
      attempt('set', () => alone.setResult('result'));
      trace('alone', alone, alone.result());
      attempt('set with a callback', () => awaited.setResult('result'));
      trace('awaited', awaited, awaited.result());
      attempt('add a callback', () => done.addDoneCallback(callback));
      const later = loop.createFuture();
      attempt('add a callback to a pending one', () => later.addDoneCallback(callback));
      attempt('cancel it', () => later.cancel());
      trace('later', later);
    },
  },
];
