import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

export const callbackContexts: readonly Case[] = inBothRuns([
  {
    name: 'context/callbacks-capture',
    title: 'a callback of every kind sees the values of the moment in which it was scheduled',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const look = (from: string): void => trace(from, variable.get());
      core.copyContext().run(() => {
        for (const value of ['first', 'second']) {
          variable.set(value);
          loop.callSoon(look, 'soon');
          loop.callSoonThreadsafe(look, 'threadsafe');
          loop.callAt(loop.time() + (value === 'first' ? 5 : 10), look, 'at');
          loop.callLater(value === 'first' ? 15 : 20, look, 'later');
        }
        variable.set('too late');
      });
      loop.callSoon(look, 'outside');
      loop.callLater(25, loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'context/callbacks-are-isolated',
    title: 'what a callback sets is seen by what it schedules, and by no other callback',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const change = (value: string): void => {
        trace('before', value, variable.get());
        variable.set(value);
        if (value.length < 3) loop.callSoon(change, `${value}.1`);
        loop.callSoon(() => trace('child of', value, variable.get()));
        variable.set(`${value} at last`);
      };
      loop.callSoon(change, 'a');
      loop.callSoon(change, 'b');
      loop.callSoon(() => trace('other', variable.get()));
      loop.callLater(100, () => {
        trace('timer', variable.get());
        loop.stop();
      });
      await loop.runForever();
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/timer-inherits',
    title: 'a timer that schedules itself again hands its values on',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const count = new core.ContextVar('count', { default: 0 });
      const tick = (name: string, when: number): void => {
        count.set(count.get() + 1);
        trace(name, count.get());
        if (count.get() < 3) loop.callAt(when + 10, tick, name, when + 10);
        else if (name === 'b') loop.stop();
      };
      const start = loop.time();
      loop.callAt(start + 10, tick, 'a', start + 10);
      loop.callAt(start + 15, tick, 'b', start + 15);
      await loop.runForever();
      trace('outside', count.get());
    },
  },
  {
    name: 'context/done-callbacks-capture',
    title: 'a done callback sees the values of its registration, whoever finishes the future',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const future = loop.createFuture<void>();
      core.copyContext().run(() => {
        variable.set('first');
        future.addDoneCallback(() => trace('first', variable.get()));
        variable.set('second');
        future.addDoneCallback(() => trace('second', variable.get()));
      });
      future.addDoneCallback(() => trace('outside', variable.get()));
      loop.callSoon(() => {
        variable.set('finishes');
        future.setResult();
        future.addDoneCallback(() => trace('when done already', variable.get()));
        loop.callSoon(() => void loop.callSoon(loop.stop));
      });
      await loop.runForever();
    },
  },
  {
    name: 'context/given-context',
    title: 'callbacks that are given one context run in itself: each sees what the earlier ones set',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 0 });
      const context = core.copyContext();
      const add = (name: string, amount: number): void => {
        variable.set(variable.get() + amount);
        trace(name, variable.get());
      };
      const future = loop.createFuture<void>();
      loop.callSoon(context.bind(add), 'soon', 1);
      loop.callSoonThreadsafe(context.bind(add), 'threadsafe', 2);
      loop.callSoon(add, 'without', 100);
      loop.callLater(5, context.bind(add), 'later', 4);
      loop.callAt(loop.time() + 10, context.bind(add), 'at', 8);
      future.addDoneCallback(() => add('done', 16), { context });
      future.addDoneCallback(loop.stop);
      loop.callLater(15, () => future.setResult());
      await loop.runForever();
      trace('ended', context.get(variable), variable.get());
    },
  },
  {
    name: 'context/given-context-and-children',
    title: 'what a callback in a given context schedules gets a copy of it',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const context = core.copyContext();
      loop.callSoon(
        context.bind(() => {
          variable.set('given');
          loop.callSoon(() => {
            trace('child', variable.get());
            variable.set('child');
          });
        }),
      );
      loop.callLater(
        30,
        context.bind(() => {
          trace('given', variable.get());
          loop.stop();
        }),
      );
      await loop.runForever();
    },
  },
  {
    name: 'context/token-of-another-callback',
    title: 'a token is refused in another callback, also in one that the same callback scheduled',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      loop.callSoon(() => {
        const token = variable.set('set');
        const unused = variable.set('set again');
        variable.reset(unused);
        trace('own', variable.get());
        loop.callSoon(() => {
          attempt('another', () => variable.reset(token));
          trace('still', variable.get());
          loop.stop();
        });
      });
      await loop.runForever();
    },
  },
  {
    name: 'context/set-outside',
    title: 'what is set outside the loop goes with what is scheduled there, between runs too',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const run = async (name: string): Promise<void> => {
        loop.callSoon(() => trace(name, variable.get()));
        loop.callSoon(() => variable.set('inside'));
        loop.callSoon(loop.stop);
        await loop.runForever();
        trace('outside', variable.get());
      };
      await run('at first');
      const token = variable.set('set outside');
      await run('set');
      variable.reset(token);
      await run('reset');
    },
  },
]);
