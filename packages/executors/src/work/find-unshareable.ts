import { types } from 'node:util';

export interface Unshareable {
  /** Where it is, such as `[0].items.get('a').callback`. */
  readonly path: string;
  /** What is there, such as `a function`. */
  readonly what: string;
}

/** Makes a copy as the way to the worker does, or throws. */
export type Clone = (value: object) => unknown;

/** The first part of a value that cannot be copied. Asked only when copying the whole has failed. */
export function findUnshareable(value: unknown, clone: Clone): Unshareable | null {
  try {
    return search(value, '', clone, new Set());
  } catch {
    // A value that does not want to be looked at, or that is too deep: why it cannot be copied has to do.
    return null;
  }
}

function search(value: unknown, path: string, clone: Clone, seen: Set<object>): Unshareable | null {
  if (typeof value === 'function') return { path, what: describeFunction(value) };
  if (typeof value === 'symbol') return { path, what: 'a symbol' };
  if (typeof value !== 'object' || value === null || seen.has(value)) return null;
  seen.add(value);
  for (const [place, inner] of partsOf(value)) {
    const found = search(inner, path + place, clone, seen);
    if (found !== null) return found;
  }
  return copies(value, clone) ? null : { path, what: describe(value) };
}

function* partsOf(value: object): Generator<[string, unknown]> {
  if (types.isMap(value)) {
    let index = 0;
    for (const [key, inner] of value) {
      yield [`.keys()[${index++}]`, key];
      yield [`.get(${showKey(key)})`, inner];
    }
  } else if (types.isSet(value)) {
    let index = 0;
    for (const inner of value) yield [`.values()[${index++}]`, inner];
  } else if (Array.isArray(value) && !types.isProxy(value)) {
    for (const [index, inner] of value.entries()) yield [`[${index}]`, inner];
  } else if (!ArrayBuffer.isView(value)) {
    for (const key of keysOf(value)) yield [placeOf(key), read(value, key)];
    if (types.isNativeError(value)) yield ['.cause', read(value, 'cause')];
  }
}

// A proxy may refuse to tell, and is nothing that can be copied in any case.
function keysOf(value: object): string[] {
  return types.isProxy(value) ? [] : Object.keys(value);
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function placeOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function showKey(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : typeof key === 'object' || typeof key === 'symbol' ? '…' : String(key);
}

/** Whether the copy can be made. */
export function copies(value: object, clone: Clone): boolean {
  try {
    clone(value);
    return true;
  } catch {
    return false;
  }
}

function describeFunction(value: object): string {
  const name = read(value, 'name');
  return typeof name === 'string' && name !== '' ? `the function '${name}'` : 'a function';
}

function describe(value: object): string {
  if (types.isProxy(value)) return 'a Proxy';
  const type = read(value, 'constructor');
  const given = typeof type === 'function' ? read(type, 'name') : undefined;
  const name = typeof given === 'string' && given !== '' ? given : 'Object';
  return /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`;
}
