/**
 * A script that gives an interpreter the function `probe(...values)`: it goes wherever properties, prototypes and getters lead from these
 * values, and lists what belongs to another realm, and whatever makes code that sees a `process`.
 */
export const ESCAPE_PROBE = `
globalThis.probe = (...values) => {
  const own = { object: Object.prototype, function: Function };
  const found = [];
  const seen = new Set();
  const pending = values.map((value, index) => [value, 'value ' + index]);
  while (pending.length > 0 && seen.size < 5000) {
    const [value, path] = pending.pop();
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
    if (seen.has(value)) continue;
    seen.add(value);
    if (isForeign(value)) found.push(path + ' is foreign');
    look(value, path);
  }
  return found;

  function isForeign(value) {
    let last = value;
    for (let next = value; next !== null; next = Object.getPrototypeOf(next)) last = next;
    return last !== own.object && Object.prototype.hasOwnProperty.call(last, 'isPrototypeOf');
  }

  function look(value, path) {
    pending.push([Object.getPrototypeOf(value), path + '.__proto__']);
    tryCode(value, path);
    for (const key of Reflect.ownKeys(value)) {
      const part = Object.getOwnPropertyDescriptor(value, key);
      const name = path + '.' + String(key);
      pending.push([part.value, name], [part.get, 'get ' + name], [part.set, 'set ' + name]);
      if (part.get) attempt(() => pending.push([Reflect.apply(part.get, value, []), name]));
    }
  }

  function tryCode(value, path) {
    attempt(() => {
      const { constructor } = value;
      if (typeof constructor !== 'function') return;
      for (const maker of [constructor, constructor.constructor]) {
        if (!isForeign(maker)) continue;
        const kind = attempt(() => maker('return typeof process')());
        if (kind === 'object') found.push(path + ' leads to process');
      }
    });
  }

  function attempt(call) {
    try {
      return call();
    } catch {}
  }
};
/** What calling it fails with. */
globalThis.failure = (call) => {
  try {
    call();
  } catch (thrown) {
    return thrown;
  }
};
0;
`;
