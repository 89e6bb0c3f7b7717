import { inspect } from 'node:util';

/** Let `console.log` print objects of a class as their `toString` does, instead of their insides. */
export function showAsText(prototype: object): void {
  Object.defineProperty(prototype, inspect.custom, {
    value(this: object): string {
      return String(this);
    },
  });
}
