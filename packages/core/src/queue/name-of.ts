import { showValue } from './show-value.ts';

/** A function as it is shown in messages, with the arguments it is called with. */
export function nameOf(fn: unknown, args: readonly unknown[] = []): string {
  const name = typeof fn === 'function' ? fn.name : '';
  return `${name === '' ? '<anonymous>' : name}(${args.map((argument) => showValue(argument)).join(', ')})`;
}
