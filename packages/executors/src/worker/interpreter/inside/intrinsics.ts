/**
 * What the language gives, taken in the interpreter before any work has run there: work may change everything that it can reach, and must not
 * change what the interpreter itself does.
 */
export interface Intrinsics {
  readonly Error: ErrorConstructor;
  readonly TypeError: TypeErrorConstructor;
  readonly Map: MapConstructor;
  readonly Set: SetConstructor;
  readonly Uint8Array: Uint8ArrayConstructor;
  readonly String: StringConstructor;
  readonly Object: ObjectConstructor;
  readonly apply: (target: Text, self: unknown, args: ArrayLike<unknown>) => unknown;
  readonly ownKeys: (target: object) => (string | symbol)[];
  readonly keys: (target: object) => string[];
  readonly hasOwn: (target: object, key: PropertyKey) => boolean;
  readonly define: (target: object, key: PropertyKey, descriptor: PropertyDescriptor) => boolean;
  readonly describe: (target: object, key: PropertyKey) => PropertyDescriptor | undefined;
  readonly remove: (target: object, key: PropertyKey) => boolean;
  readonly prototypeOf: (target: object) => object | null;
  readonly setPrototypeOf: (target: object, prototype: object | null) => unknown;
  readonly create: (prototype: object | null) => Record<string, unknown>;
  readonly isProxy: (value: unknown) => boolean;
  readonly freeze: <T>(target: T) => T;
  readonly isArray: (value: unknown) => value is unknown[];
  readonly isView: (value: unknown) => value is ArrayBufferView;
  readonly charCode: (text: string, index: number) => number;
  readonly quote: (text: string) => string;
  readonly mapGet: <V>(map: Map<unknown, V>, key: unknown) => V | undefined;
  readonly mapSet: (map: Map<unknown, unknown>, key: unknown, value: unknown) => void;
  readonly mapDelete: (map: Map<unknown, unknown>, key: unknown) => boolean;
  readonly mapEach: (map: unknown, callback: (value: unknown, key: unknown) => void) => void;
  readonly setAdd: (set: Set<unknown>, value: unknown) => void;
  readonly setEach: (set: unknown, callback: (value: unknown) => void) => void;
  /** By prototype, in the order in which they are looked for; `brand` throws unless the value is one. */
  readonly kinds: Map<object, Kind>;
  readonly errors: Map<object, string>;
  readonly generator: object;
  readonly asyncGenerator: object;
  readonly generatorNext: GeneratorStep;
  readonly generatorThrow: GeneratorStep;
  readonly newWeakMap: <V>() => Pick<WeakMap<object, V>, 'get' | 'set'>;
  /** Of an ArrayBuffer; throws for everything else. */
  readonly bufferSize: (buffer: object) => unknown;
  /** The buffer of a typed array or a DataView. */
  readonly bufferOf: (view: unknown) => unknown;
}

// biome-ignore lint/complexity/noBannedTypes: any function
type Text = Function;

/** Of generators of both kinds. */
type GeneratorStep = (generator: object, value: unknown) => IteratorResult<unknown> | Promise<IteratorResult<unknown>>;

export interface Kind {
  /** `whole`: structured clone reads nothing of it that work can change. */
  readonly as: 'whole' | 'buffer' | 'boxed' | 'map' | 'set' | 'error' | 'port' | 'unshareable';
  readonly what: string;
  readonly brand: (value: unknown) => unknown;
}

interface Steps {
  readonly next: unknown;
  readonly throw: unknown;
}

/**
 * Runs inside the interpreter: it uses nothing but the language. `port` is a MessagePort, which has no name here; `isProxy`, which the language does not have, is
 * of the worker's realm: nobody else ever calls it.
 */
export function takeIntrinsics(port: object, isProxy: (value: unknown) => boolean): Intrinsics {
  const { apply, ownKeys, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { bind } = Function.prototype;
  // biome-ignore lint/suspicious/noExplicitAny: methods of any kind
  const method = (fn: unknown): any => apply(bind, Function.prototype.call, [fn]);
  const getter = (target: object, name: string): ((value: unknown) => unknown) => method(getOwnPropertyDescriptor(target, name)?.get);

  const kinds = new Map<object, Kind>();
  const kind = (prototype: object, as: Kind['as'], what: string, brand: (value: unknown) => unknown): void => {
    kinds.set(prototype, { as, what, brand });
  };
  const unknownBrand = (): void => undefined;
  // Whatever else the language has, such as Temporal's and Intl's, is nothing that structured clone knows; the kinds below are.
  const kindsOf = (holder: object, path: string): void => {
    for (const name of ownKeys(holder)) {
      const held: unknown = typeof name === 'string' ? getOwnPropertyDescriptor(holder, name)?.value : undefined;
      if (typeof held === 'function' && held.prototype && held !== Object)
        kind(held.prototype, 'unshareable', `a ${path}${held.name}`, unknownBrand);
    }
  };
  kindsOf(globalThis, '');
  const holders = globalThis as unknown as Record<string, object | undefined>;
  for (const name of ['Intl', 'Temporal', 'WebAssembly']) if (holders[name]) kindsOf(holders[name], `${name}.`);
  kind(getPrototypeOf(port) as object, 'port', 'a MessagePort', unknownBrand);
  const brandBy = (fn: unknown, argument: unknown): ((value: unknown) => unknown) => {
    const call = method(fn);
    return (value) => call(value, argument);
  };
  kind(Date.prototype, 'whole', 'a Date', method(Date.prototype.getTime));
  kind(RegExp.prototype, 'whole', 'a RegExp', getter(RegExp.prototype, 'source'));
  const bufferSize = getter(ArrayBuffer.prototype, 'byteLength');
  kind(ArrayBuffer.prototype, 'buffer', 'an ArrayBuffer', bufferSize);
  kind(SharedArrayBuffer.prototype, 'whole', 'a SharedArrayBuffer', getter(SharedArrayBuffer.prototype, 'byteLength'));
  kind(Map.prototype, 'map', 'a Map', getter(Map.prototype, 'size'));
  kind(Set.prototype, 'set', 'a Set', getter(Set.prototype, 'size'));
  for (const type of [Boolean, Number, String, BigInt]) kind(type.prototype, 'boxed', `a ${type.name}`, method(type.prototype.valueOf));
  kind(Symbol.prototype, 'unshareable', 'a symbol', method(Symbol.prototype.valueOf));
  kind(Promise.prototype, 'unshareable', 'a promise', unknownBrand);
  kind(WeakMap.prototype, 'unshareable', 'a WeakMap', brandBy(WeakMap.prototype.has, {}));
  kind(WeakSet.prototype, 'unshareable', 'a WeakSet', brandBy(WeakSet.prototype.has, {}));
  kind(WeakRef.prototype, 'unshareable', 'a WeakRef', method(WeakRef.prototype.deref));
  kind(FinalizationRegistry.prototype, 'unshareable', 'a FinalizationRegistry', brandBy(FinalizationRegistry.prototype.unregister, {}));

  const errors = new Map<object, string>();
  const errorTypes = [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
  for (const type of errorTypes) {
    errors.set(type.prototype, type.name);
    kind(type.prototype, 'error', 'an Error', unknownBrand);
  }

  const generator = getPrototypeOf(function* () {}.prototype as object) as Steps;
  const asyncGenerator = getPrototypeOf(async function* () {}.prototype as object) as Steps;
  const [syncNext, asyncNext, syncThrow, asyncThrow] = [generator.next, asyncGenerator.next, generator.throw, asyncGenerator.throw].map(
    method,
  ) as [GeneratorStep, GeneratorStep, GeneratorStep, GeneratorStep];
  kind(generator, 'unshareable', 'a generator', unknownBrand);
  kind(asyncGenerator, 'unshareable', 'an asynchronous generator', unknownBrand);

  const Weak = WeakMap;
  const [weakGet, weakSet] = [method(WeakMap.prototype.get), method(WeakMap.prototype.set)];
  const typedArray = getPrototypeOf(Uint8Array.prototype) as object;
  // The only getter of them that does not throw for others: undefined for a DataView.
  const viewTag: (view: unknown) => unknown = method(getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get);
  const typedArrayBuffer = getter(typedArray, 'buffer');
  const dataViewBuffer = getter(DataView.prototype, 'buffer');

  return {
    Error,
    TypeError,
    Map,
    Set,
    Uint8Array,
    String,
    Object,
    apply,
    ownKeys,
    keys: Object.keys,
    hasOwn: method(Object.prototype.hasOwnProperty),
    define: defineProperty,
    describe: Reflect.getOwnPropertyDescriptor,
    remove: deleteProperty,
    prototypeOf: getPrototypeOf,
    setPrototypeOf: Reflect.setPrototypeOf,
    create: Object.create,
    isProxy: (value) => isProxy(value),
    freeze: Object.freeze,
    isArray: Array.isArray,
    isView: ArrayBuffer.isView,
    charCode: method(String.prototype.charCodeAt),
    quote: JSON.stringify,
    mapGet: method(Map.prototype.get),
    mapSet: method(Map.prototype.set),
    mapDelete: method(Map.prototype.delete),
    mapEach: method(Map.prototype.forEach),
    setAdd: method(Set.prototype.add),
    setEach: method(Set.prototype.forEach),
    kinds,
    errors,
    generator,
    asyncGenerator,
    generatorNext: (started, value) => (isSync(started) ? syncNext : asyncNext)(started, value),
    generatorThrow: (started, value) => (isSync(started) ? syncThrow : asyncThrow)(started, value),
    newWeakMap() {
      const map = new Weak();
      return { get: (key) => weakGet(map, key), set: (key, value) => weakSet(map, key, value) };
    },
    bufferSize,
    bufferOf: (view) => (viewTag(view) === undefined ? dataViewBuffer(view) : typedArrayBuffer(view)),
  };

  function isSync(value: object): boolean {
    for (let prototype = getPrototypeOf(value); prototype !== null; prototype = getPrototypeOf(prototype))
      if (prototype === generator) return true;
    return false;
  }
}
