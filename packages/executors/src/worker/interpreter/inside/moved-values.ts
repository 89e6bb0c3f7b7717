import type { Intrinsics } from './intrinsics.ts';

export interface MovedValues {
  /** The global `transfer`. */
  readonly transfer: (value: unknown, list: unknown) => unknown;
  /** What it was told of a value. */
  listOf(value: unknown): readonly object[] | undefined;
}

/** Runs inside the interpreter: it uses its arguments only. */
export function makeMovedValues(language: Intrinsics): MovedValues {
  const lists = language.newWeakMap<readonly object[]>();
  const { kinds, mapGet } = language;

  return {
    transfer(value, list) {
      if (typeof value !== 'object' || value === null) throw new language.TypeError(`transfer needs an object, got ${typeof value}`);
      if (!language.isArray(list)) throw new language.TypeError(`transfer needs an array of what to move, got ${typeof list}`);
      const items: object[] = [];
      language.setPrototypeOf(items, null);
      const { length } = list;
      for (let index = 0; index < length; index += 1) items[index] = movable(list[index]);
      lists.set(value, items);
      return value;
    },
    listOf(value) {
      return typeof value === 'object' && value !== null ? lists.get(value) : undefined;
    },
  };

  function movable(item: unknown): object {
    if (typeof item === 'object' && item !== null) {
      const kind = mapGet(kinds, language.prototypeOf(item));
      if (kind?.as === 'port' || (kind?.as === 'buffer' && isBuffer(item))) return item;
    }
    throw new language.TypeError('transfer can move ArrayBuffers and MessagePorts only');
  }

  function isBuffer(item: object): boolean {
    try {
      language.bufferSize(item);
      return true;
    } catch {
      return false;
    }
  }
}
