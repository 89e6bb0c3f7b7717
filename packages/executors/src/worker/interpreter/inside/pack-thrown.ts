import type { PackedError, PackedThrown } from '../../../work/packed-error.ts';
import type { CopyValue } from './copy-value.ts';
import type { Intrinsics } from './intrinsics.ts';

export type PackThrown = (thrown: unknown) => PackedThrown;
export type ErrorText = (error: object, property: 'name' | 'message' | 'stack') => string;

/** Runs inside the interpreter: it uses its arguments only. */
export function makeErrorText(language: Intrinsics): ErrorText {
  return (error, property) => {
    try {
      const value = (error as Record<string, unknown>)[property];
      if (typeof value === 'string') return value;
      return value === undefined || property === 'stack' ? '' : language.String(value);
    } catch {
      return '';
    }
  };
}

/**
 * Packs what work threw, which never throws itself: what cannot be read or copied is left out.
 *
 * Runs inside the interpreter: it uses its arguments only.
 */
export function makePackThrown(language: Intrinsics, copyValue: CopyValue, errorText: ErrorText): PackThrown {
  const { errors, keys, hasOwn, isArray, mapGet, mapSet, prototypeOf } = language;
  const deepest = 8;

  return (thrown) => pack(thrown, new language.Map(), 0);

  function pack(thrown: unknown, seen: Map<unknown, unknown>, depth: number): PackedThrown {
    try {
      const known = mapGet(seen, thrown) as { name: string; message: string } | undefined;
      // A cause that leads back to what it is the cause of.
      if (known !== undefined) return plain(known.name, known.message);
      const type = typeof thrown === 'object' && thrown !== null ? nearestClass(thrown) : undefined;
      return type === undefined ? packValue(thrown) : packError(thrown as object, type, seen, depth);
    } catch {
      return plain('Error', 'The work threw something that cannot be read');
    }
  }

  function packValue(thrown: unknown): PackedThrown {
    const copied = copyValue(thrown, 'thrown');
    if (copied.ok) return { __proto__: null, value: copied.value } as PackedThrown;
    return plain('Error', `The work threw what cannot be shared: ${copied.path} is ${copied.what}`);
  }

  function packError(error: object, type: string, seen: Map<unknown, unknown>, depth: number): PackedThrown {
    const packed = {
      __proto__: null,
      type,
      name: errorText(error, 'name'),
      message: errorText(error, 'message'),
      stack: errorText(error, 'stack'),
      props: ownProps(error),
    } as unknown as Writable;
    mapSet(seen, error, packed);
    if (depth === deepest) return packed;
    if (hasOwn(error, 'cause')) packed.cause = pack(readable(error, 'cause'), seen, depth + 1);
    if (type === 'AggregateError') packed.errors = packAll(readable(error, 'errors'), seen, depth);
    return packed;
  }

  type Writable = { -readonly [Key in keyof PackedError]: PackedError[Key] };

  function packAll(list: unknown, seen: Map<unknown, unknown>, depth: number): PackedThrown[] {
    const packed: PackedThrown[] = [];
    language.setPrototypeOf(packed, null);
    if (!isArray(list)) return packed;
    const { length } = list;
    for (let index = 0; index < length; index += 1) packed[index] = pack(list[index], seen, depth + 1);
    return packed;
  }

  function ownProps(error: object): Record<string, unknown> {
    const props = { __proto__: null } as unknown as Record<string, unknown>;
    const names = keys(error);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      if (name === 'name' || name === 'message' || name === 'stack' || name === 'cause' || name === 'errors') continue;
      const copied = readCopy(error, name);
      if (copied?.ok) props[name] = copied.value;
    }
    return props;
  }

  function readCopy(error: object, name: string): ReturnType<CopyValue> | undefined {
    try {
      return copyValue(read(error, name), name);
    } catch {
      return undefined;
    }
  }

  function readable(error: object, name: string): unknown {
    try {
      return read(error, name);
    } catch {
      return undefined;
    }
  }

  function read(error: object, name: string): unknown {
    return (error as Record<string, unknown>)[name];
  }

  function nearestClass(value: object): string | undefined {
    for (let prototype = prototypeOf(value); prototype !== null; prototype = prototypeOf(prototype)) {
      const type = mapGet(errors, prototype);
      if (type !== undefined) return type;
    }
    return undefined;
  }

  function plain(name: string, message: string): PackedThrown {
    return {
      __proto__: null,
      type: 'Error',
      name,
      message,
      stack: `${name}: ${message}`,
      props: { __proto__: null },
    } as unknown as PackedThrown;
  }
}
