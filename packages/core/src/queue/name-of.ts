import { showValue } from './show-value.ts';
import { tryToShow } from './try-to-show.ts';

/** A function as it is shown in messages, with the arguments it is called with. */
export function nameOf(fn: unknown, args: readonly unknown[] = []): string {
  // A class may have a static property of this name.
  const name = typeof fn === 'function' ? tryToShow(() => String(fn.name)) : '';
  return `${name === '' ? '<anonymous>' : name}(${args.map((argument) => showValue(argument)).join(', ')})`;
}
