import type { Case } from '../../case.ts';

export const variables: readonly Case[] = [
  {
    name: 'context/variable-values',
    title: 'a variable has the value that was set, else the fallback, else its default',
    run({ core, trace }) {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const plain = new core.ContextVar<string>('plain');
      trace('not set', variable.get(), variable.get('fallback'), plain.get('fallback'));
      core.copyContext().run(() => {
        variable.set('set');
        plain.set('set too');
        trace('set', variable.get(), variable.get('fallback'), plain.get(), plain.get('fallback'));
      });
      trace('outside', variable.get(), plain.get('fallback'));
    },
  },
  {
    name: 'context/variable-without-value',
    title: 'a variable that has no value of any kind cannot be read',
    run({ core, attempt }) {
      const variable = new core.ContextVar<string>('variable');
      attempt('get', () => variable.get());
      attempt('in a context', () => core.copyContext().run(() => variable.get()));
    },
  },
  {
    name: 'context/variables-with-one-name',
    title: 'a name means nothing: variables with the same name are two variables',
    run({ core, trace }) {
      const one = new core.ContextVar('same', { default: 0 });
      const other = new core.ContextVar('same', { default: 0 });
      const context = core.copyContext();
      context.run(() => {
        one.set(1);
        trace('inside', one.name === other.name, one.get(), other.get());
      });
      trace('context', context.get(one), context.get(other));
    },
  },
  {
    name: 'context/token-reset',
    title: 'a token puts back what was before its set, also nothing, and in any order',
    run({ core, trace }) {
      const variable = new core.ContextVar('variable', { default: 0 });
      core.copyContext().run(() => {
        const first = variable.set(1);
        const second = variable.set(2);
        const third = variable.set(3);
        trace('old values', first.oldValue, second.oldValue, third.oldValue, second.variable === variable);
        variable.reset(third);
        trace('third', variable.get());
        variable.reset(first);
        trace('first', variable.get(), core.copyContext().get(variable));
        variable.reset(second);
        trace('second', variable.get());
      });
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/token-refused',
    title: 'a token of another variable or of another context is refused, and can be used where it belongs afterwards',
    run({ core, trace, attempt }) {
      const variable = new core.ContextVar('variable', { default: 0 });
      const other = new core.ContextVar('other', { default: 0 });
      const context = core.copyContext();
      const token = context.run(() => variable.set(1));
      attempt('outside', () => variable.reset(token));
      attempt('in a copy', () => context.copy().run(() => variable.reset(token)));
      attempt('by another variable', () => context.run(() => other.reset(token as never)));
      trace('kept', context.get(variable));
      attempt('where it belongs', () => context.run(() => variable.reset(token)));
      trace('reset', context.get(variable));
    },
  },
  {
    name: 'context/token-used-twice',
    title: 'a token can be used once',
    run({ core, trace, attempt }) {
      const variable = new core.ContextVar('variable', { default: 0 });
      core.copyContext().run(() => {
        const token = variable.set(1);
        variable.reset(token);
        variable.set(2);
        attempt('again', () => variable.reset(token));
        trace('kept', variable.get());
      });
    },
  },
];
