import { inspect } from 'node:util';

/** Let `console.log` print objects of a class as their `toString` does, instead of their insides. */
export function showAsText(prototype: object): void {
  Object.defineProperty(prototype, inspect.custom, {
    // Within something whose insides are not shown, it is not either: it may lead back there.
    value(this: { readonly [Symbol.toStringTag]?: string }, depth: number): string {
      return depth < 0 ? `[${this[Symbol.toStringTag] ?? this.constructor.name}]` : String(this);
    },
  });
}
