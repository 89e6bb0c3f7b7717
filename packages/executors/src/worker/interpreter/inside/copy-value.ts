import type { Intrinsics, Kind } from './intrinsics.ts';

/** A copy that shares nothing changeable with what it was made of, or where in it there is something that has no copy. */
export type Copied = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly path: string; readonly what: string };

/** `moved`: ports and buffers inside the value that are to be moved. */
export type CopyValue = (value: unknown, name: string, moved?: readonly object[]) => Copied;

/**
 * Makes what structured clone would make, of class instances too, as plain data: afterwards the serializer finds no getter and no
 * prototype of the work's. Each property is read once.
 *
 * Runs inside the interpreter: it uses its arguments only.
 */
export function makeCopyValue(
  language: Intrinsics,
  errorText: (error: object, property: 'name' | 'message' | 'stack') => string,
): CopyValue {
  const { mapGet, mapSet, setPrototypeOf, prototypeOf, define, hasOwn, keys, kinds, bufferOf } = language;
  const objectPrototype = language.Object.prototype as object;
  const nothing = {};

  interface Search {
    readonly seen: Map<unknown, unknown>;
    /** Whose causes are being copied: Node 20 cannot receive an error that its own cause leads back to. */
    readonly openErrors: Map<unknown, true>;
    /** What was found that has no copy, and where: from the inside out. */
    what: string;
    path: string;
  }

  return (value, name, moved) => {
    const search: Search = { seen: new language.Map(), openErrors: new language.Map(), what: '', path: '' };
    for (let index = 0; moved !== undefined && index < moved.length; index += 1) mapSet(search.seen, moved[index], moved[index]);
    const copied = copy(value, search);
    if (copied === nothing) return { ok: false, path: name + search.path, what: search.what };
    return { ok: true, value: copied };
  };

  function copy(value: unknown, search: Search): unknown {
    if (typeof value === 'function') return refuse(search, 'a function');
    if (typeof value === 'symbol') return refuse(search, 'a symbol');
    if (typeof value !== 'object' || value === null) return value;
    const known = mapGet(search.seen, value);
    if (known !== undefined) return mapGet(search.openErrors, known) === true ? undefined : known;
    if (language.isProxy(value)) return refuse(search, 'a Proxy');
    if (language.isView(value)) return copyBuffer(value, bufferOf(value), search);
    if (language.isArray(value)) return copyArray(value, search);
    const kind = kindOf(value);
    return kind === undefined ? copyObject(value as Record<string, unknown>, search) : copyKind(value, kind, search);
  }

  function refuse(search: Search, what: string): object {
    search.what = what;
    return nothing;
  }

  function kindOf(value: object): Kind | undefined {
    for (let prototype = prototypeOf(value); prototype !== null && prototype !== objectPrototype; prototype = prototypeOf(prototype)) {
      const kind = mapGet(kinds, prototype);
      if (kind !== undefined) return isOfKind(value, kind) ? kind : undefined;
    }
    return undefined;
  }

  function isOfKind(value: object, kind: Kind): boolean {
    try {
      kind.brand(value);
      return true;
    } catch {
      return false;
    }
  }

  function copyKind(value: object, kind: Kind, search: Search): unknown {
    if (kind.as === 'whole') return value;
    if (kind.as === 'unshareable' || kind.as === 'port') return refuse(search, kind.what);
    if (kind.as === 'buffer') return copyBuffer(value, value, search);
    if (kind.as === 'boxed') return language.Object(kind.brand(value));
    if (kind.as === 'map') return copyMap(value, search);
    if (kind.as === 'set') return copySet(value, search);
    return copyError(value, search);
  }

  // Buffers and their views stay what they are: the serializer looks only at what no work can change.
  function copyBuffer(value: object, buffer: unknown, search: Search): unknown {
    try {
      new language.Uint8Array(buffer as ArrayBuffer);
      return value;
    } catch {
      return refuse(search, 'a detached ArrayBuffer');
    }
  }

  function copyArray(value: unknown[], search: Search): unknown {
    const { length } = value;
    const copied = emptyArray();
    copied.length = length;
    mapSet(search.seen, value, copied);
    let holes = 0;
    for (let index = 0; index < length; index += 1) {
      const item: unknown = value[index];
      if (item === undefined && !hasOwn(value, index)) {
        holes += 1;
        if (holes > 1000) return copyEntries(value as never, copied as never, search, true);
        continue;
      }
      const part = copy(item, search);
      if (part === nothing) return inside(`[${index}]`, search);
      copied[index] = part;
    }
    return copied;
  }

  // Without a prototype no setter, such as one that work gave Array.prototype, sees what is put in.
  function emptyArray(): unknown[] {
    const made: unknown[] = [];
    setPrototypeOf(made, null);
    return made;
  }

  function copyObject(value: Record<string, unknown>, search: Search): unknown {
    const copied = { __proto__: null } as unknown as Record<string, unknown>;
    mapSet(search.seen, value, copied);
    return copyEntries(value, copied as never, search, false);
  }

  function copyEntries(value: Record<string, unknown>, copied: Record<string, unknown>, search: Search, ofArray: boolean): unknown {
    const names = keys(value);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const part = copy(value[name], search);
      if (part === nothing) return inside(ofArray ? `[${name}]` : step(name), search);
      copied[name] = part;
    }
    return copied;
  }

  function copyMap(value: object, search: Search): unknown {
    const copied = new language.Map<unknown, unknown>();
    mapSet(search.seen, value, copied);
    let failed = false;
    let index = 0;
    language.mapEach(value, (held, key) => {
      if (failed) return;
      const keyCopy = copy(key, search);
      const heldCopy = keyCopy === nothing ? nothing : copy(held, search);
      if (heldCopy === nothing) {
        failed = true;
        inside(
          keyCopy === nothing ? `.keys()[${index}]` : `.get(${typeof key === 'string' ? language.quote(key) : `key ${index}`})`,
          search,
        );
      } else mapSet(copied, keyCopy, heldCopy);
      index += 1;
    });
    return failed ? nothing : copied;
  }

  function copySet(value: object, search: Search): unknown {
    const copied = new language.Set<unknown>();
    mapSet(search.seen, value, copied);
    let failed = false;
    let index = 0;
    language.setEach(value, (held) => {
      if (failed) return;
      const part = copy(held, search);
      if (part === nothing) {
        failed = true;
        inside(`.values()[${index}]`, search);
      } else language.setAdd(copied, part);
      index += 1;
    });
    return failed ? nothing : copied;
  }

  function copyError(value: object, search: Search): unknown {
    const copied = new language.Error(errorText(value, 'message'));
    // As own properties, of which the serializer takes the class too: it does not look at prototypes then.
    define(copied, 'name', data(errorText(value, 'name')));
    define(copied, 'stack', data(errorText(value, 'stack')));
    mapSet(search.seen, value, copied);
    if (!hasOwn(value, 'cause')) return copied;
    mapSet(search.openErrors, copied, true);
    const cause = copy((value as { cause?: unknown }).cause, search);
    language.mapDelete(search.openErrors, copied);
    if (cause === nothing) return inside('.cause', search);
    define(copied, 'cause', data(cause));
    return copied;
  }

  function data(value: unknown): PropertyDescriptor {
    return { __proto__: null, value, writable: true, configurable: true } as PropertyDescriptor;
  }

  function inside(where: string, search: Search): object {
    search.path = where + search.path;
    return nothing;
  }

  function step(name: string): string {
    for (let index = 0; index < name.length; index += 1) {
      const code = language.charCode(name, index);
      const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
      const digit = code >= 48 && code <= 57;
      if (!letter && !(digit && index > 0)) return `[${language.quote(name)}]`;
    }
    return name === '' ? '[""]' : `.${name}`;
  }
}
