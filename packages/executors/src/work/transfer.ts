import type { TransferListItem } from 'node:worker_threads';

type Lists = WeakMap<object, readonly TransferListItem[]>;

// The ESM and the CommonJS build of this package must know each other's.
const KEY = Symbol.for('@tsyncio/executors:transfers');

function lists(): Lists {
  const holder = globalThis as { [KEY]?: Lists };
  holder[KEY] ??= new WeakMap();
  return holder[KEY];
}

/**
 * Have what is in `list`, such as the ArrayBuffers and ports inside `value`, moved instead of copied when `value` is an argument, an entry of a
 * closure's captures, or the result of work. Afterwards it is gone here. Worker threads and interpreters only: to a process everything is
 * copied.
 *
 * @returns `value`
 * @throws {TypeError} unless `value` is an object.
 */
export function transfer<T>(value: T, list: readonly TransferListItem[]): T {
  if (typeof value !== 'object' || value === null) throw new TypeError(`transfer needs an object, got ${typeof value}`);
  if (!Array.isArray(list)) throw new TypeError(`transfer needs an array of what to move, got ${typeof list}`);
  lists().set(value, [...list]);
  return value;
}

/** What `transfer` was told of these values, and of nothing inside them. */
export function transferListOf(values: Iterable<unknown>): TransferListItem[] | null {
  let found: TransferListItem[] | null = null;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    const list = lists().get(value);
    if (list === undefined) continue;
    found ??= [];
    found.push(...list);
  }
  return found;
}
