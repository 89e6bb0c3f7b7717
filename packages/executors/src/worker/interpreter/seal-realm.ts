/** What the language gives under a name; the rest is found from these. */
const NAMES = [
  ...['Object', 'Function', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'BigInt', 'Date', 'Promise', 'RegExp', 'Proxy', 'Reflect'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'SuppressedError'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Iterator', 'JSON', 'Math', 'Intl', 'Atomics', 'Temporal'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'DisposableStack', 'AsyncDisposableStack'],
];

/**
 * The second wall, behind the one that nothing of this realm gets into an interpreter. One thing of it can: when the stack is nearly full, the
 * function with which Node formats a stack trace overflows it, with a RangeError of this realm. From any object the way leads to the
 * language's own objects of its realm; here they lead no further: nothing makes code from text, and nothing can be changed so that Node's
 * functions would call it.
 *
 * For a worker thread that runs only an interpreter: it is for good.
 */
export function sealRealm(): void {
  cutFunctionConstructors();
  const found = new Set<object>();
  const pending: unknown[] = [...NAMES.map((name) => (globalThis as Record<string, unknown>)[name]), ...hiddenRoots()];
  for (let value = pending.pop(); pending.length > 0 || value !== undefined; value = pending.pop()) {
    if (!isObject(value) || value === globalThis || found.has(value)) continue;
    found.add(value);
    pending.push(Object.getPrototypeOf(value), ...partsOf(value));
  }
  for (const value of found) allowOverrides(value);
  for (const value of found) Object.freeze(value);
}

// `constructor` of any function is how an object leads to code from text.
function cutFunctionConstructors(): void {
  const examples = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const example of examples) Reflect.deleteProperty(Object.getPrototypeOf(example), 'constructor');
}

function hiddenRoots(): unknown[] {
  const generator = (function* () {})();
  const asyncGenerator = (async function* () {})();
  const iterators = [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), 'x'.matchAll(/x/g)];
  const functions = [async () => {}, function* () {}, async function* () {}];
  return [generator, asyncGenerator, ...iterators, ...functions].map((example) => Object.getPrototypeOf(example));
}

function partsOf(value: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(value)).flatMap((part) => [part.value, part.get, part.set]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

// What inherits from a frozen object could not be given a property of the same name by assignment, such as an error its `name`. Only those
// that programs do assign: as getters, others would make V8 give up shortcuts for arrays and promises.
const ASSIGNED = ['constructor', 'message', 'name', 'toJSON', 'toString', 'valueOf'];
const LEFT: readonly object[] = [Array.prototype, Promise.prototype, RegExp.prototype, Map.prototype, Set.prototype];

function allowOverrides(prototype: object): void {
  if (typeof prototype === 'function' || LEFT.includes(prototype)) return;
  for (const key of ASSIGNED) {
    const { value, writable, configurable, enumerable } = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
    if (!writable || !configurable) continue;
    const set = function (this: object, given: unknown): void {
      if (this === prototype) throw new TypeError('The language is sealed in the worker of an interpreter');
      Object.defineProperty(this, key, { value: given, writable: true, configurable: true, enumerable: true });
    };
    Object.defineProperty(prototype, key, { get: () => value, set, configurable, enumerable: enumerable === true });
  }
}
