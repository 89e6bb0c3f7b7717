import type { Case } from '../../case.ts';

export const wrapFuture: readonly Case[] = [
  {
    name: 'future/wrap-future-of-future',
    title: 'a future of a loop is not wrapped',
    covers: ['test_futures.BaseFutureTests.test_wrap_future_future'],
    run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture();
      trace('same', core.wrapFuture(future) === future, core.wrapFuture(future, { loop }) === future);
    },
  },
  {
    name: 'future/wrap-future-needs-a-loop',
    title: 'a loop must be given where none is running',
    covers: ['test_futures.BaseFutureTests.test_wrap_future_without_loop'],
    run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const promise = new Promise(() => {});
      attempt('without', () => core.wrapFuture(promise));
      const future = core.wrapFuture(promise, { loop });
      trace('with', future, future.getLoop() === loop);
    },
  },
  {
    name: 'future/wrap-future-on-the-running-loop',
    title: 'the running loop is used unless one is given',
    covers: ['test_futures.BaseFutureTests.test_wrap_future_use_running_loop'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      await loop.runUntilComplete(
        (function* () {
          const future = core.wrapFuture(new Promise(() => {}));
          trace('wrapped', future, future.getLoop() === loop);
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'future/wrap-future-outcomes',
    title: 'the result or the very error of what is wrapped arrives; a cancelled wrapper takes nothing any more',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const error = new RangeError();
      await attempt('result', () => loop.runUntilComplete(core.wrapFuture(Promise.resolve('result'), { loop })));
      const failing = core.wrapFuture(Promise.reject(error), { loop });
      await attempt('error', () => loop.runUntilComplete(failing));
      trace('the same', failing.exception() === error);
      let resolve: (value: string) => void = () => {};
      const source = new Promise<string>((take) => {
        resolve = take;
      });
      const cancelled = core.wrapFuture(source, { loop });
      trace('cancel', cancelled.cancel(), cancelled);
      resolve('too late');
      await source;
      trace('then', cancelled);
    },
  },
  {
    name: 'future/wrap-future-refuses',
    title: 'what holds no result to come cannot be wrapped',
    run({ newLoop, core, attempt }) {
      const loop = newLoop();
      attempt('plain object', () => core.wrapFuture({} as never, { loop }));
      attempt('number', () => core.wrapFuture(1 as never, { loop }));
      attempt('nothing', () => core.wrapFuture(null as never, { loop }));
    },
  },
];
