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
  return search(value, '', clone, new Set());
}

function search(value: unknown, path: string, clone: Clone, seen: Set<object>): Unshareable | null {
  if (typeof value === 'function') return { path, what: value.name === '' ? 'a function' : `the function '${value.name}'` };
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
  if (value instanceof Map) {
    let index = 0;
    for (const [key, inner] of value) {
      yield [`.keys()[${index++}]`, key];
      yield [`.get(${showKey(key)})`, inner];
    }
  } else if (value instanceof Set) {
    let index = 0;
    for (const inner of value) yield [`.values()[${index++}]`, inner];
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield [`[${index}]`, inner];
  } else if (!ArrayBuffer.isView(value)) {
    for (const key of Object.keys(value)) yield [placeOf(key), read(value, key)];
    if (value instanceof Error) yield ['.cause', value.cause];
  }
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

function copies(value: object, clone: Clone): boolean {
  try {
    clone(value);
    return true;
  } catch {
    return false;
  }
}

function describe(value: object): string {
  const name = value.constructor?.name ?? 'Object';
  return /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`;
}
