import type { Case } from '../../case.ts';

export const contexts: readonly Case[] = [
  {
    name: 'context/copy-context',
    title: 'a copy has the values of the moment; what is set in either is not seen in the other',
    run({ core, trace }) {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const outer = core.copyContext();
      const copy = outer.run(() => {
        variable.set('outer');
        return core.copyContext();
      });
      trace('copied', copy.get(variable));
      copy.run(() => variable.set('copy'));
      outer.run(() => variable.set('outer again'));
      const copyOfCopy = copy.copy();
      copyOfCopy.run(() => variable.set('copy of the copy'));
      trace('apart', outer.get(variable), copy.get(variable), copyOfCopy.get(variable), variable.get());
    },
  },
  {
    name: 'context/run',
    title: 'run passes arguments on, gives what the function gives or throws, and keeps what it set even then',
    run({ core, trace, attempt }) {
      const variable = new core.ContextVar('variable', { default: 0 });
      const context = core.copyContext();
      const add = (...numbers: number[]): number => {
        for (const number of numbers) variable.set(variable.get() + number);
        if (variable.get() > 10) throw new RangeError('too much');
        return variable.get();
      };
      attempt('nothing', () => context.run(add));
      attempt('two', () => context.run(add, 1, 2));
      attempt('on top', () => context.run(add, 3));
      attempt('too much', () => context.run(add, 5));
      trace('kept', context.get(variable), variable.get());
    },
  },
  {
    name: 'context/run-nested',
    title: 'a context that is run inside another hides it until it is left, also by an error',
    run({ core, trace, attempt }) {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const inner = core.copyContext();
      inner.run(() => variable.set('inner'));
      core.copyContext().run(() => {
        variable.set('outer');
        inner.run(() => {
          trace('inside', variable.get());
          variable.set('changed');
        });
        trace('back', variable.get());
        attempt('fails', () =>
          inner.run(() => {
            variable.set('changed again');
            throw new RangeError();
          }),
        );
        trace('back again', variable.get(), inner.get(variable));
      });
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/run-in-itself',
    title: 'a context that is run already',
    run({ core, attempt }) {
      const context = core.copyContext();
      attempt('in itself', () => context.run(() => context.run(() => 'entered twice')));
      attempt('afterwards', () => context.run(() => 'entered'));
    },
  },
  {
    name: 'context/get',
    title: 'get of a context gives what was set there; defaults do not count',
    run({ core, trace }) {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const context = core.copyContext();
      trace('not set', context.get(variable));
      const token = context.run(() => variable.set('set'));
      trace('set', context.get(variable));
      context.run(() => variable.reset(token));
      trace(
        'reset',
        context.get(variable),
        context.run(() => variable.get()),
      );
    },
  },
];
