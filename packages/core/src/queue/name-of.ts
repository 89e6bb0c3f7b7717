import { inspect } from 'node:util';

/** A function as it is shown in messages, with the arguments it is called with. */
export function nameOf(fn: unknown, args: readonly unknown[] = []): string {
  const name = typeof fn === 'function' ? fn.name : '';
  const shown = args.map((argument) => inspect(argument, { depth: 0, maxStringLength: 60, breakLength: Number.POSITIVE_INFINITY }));
  return `${name === '' ? '<anonymous>' : name}(${shown.join(', ')})`;
}
