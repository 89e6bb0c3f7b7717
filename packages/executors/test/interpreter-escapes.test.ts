import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InterpreterPoolExecutor, transfer } from '../src/index.ts';
import { ESCAPE_PROBE } from './escape-probe.ts';

let pool: InterpreterPoolExecutor;

beforeAll(async () => {
  pool = new InterpreterPoolExecutor({ maxWorkers: 1, shared: { table: { rows: [1] }, seen: [] } });
  await pool.submit({ script: ESCAPE_PROBE });
});
afterAll(() => pool.shutdown());

const run = (script: string, ...args: unknown[]): Promise<any> => Promise.resolve(pool.submit({ script }, ...args));

test('the probe finds what an object of another realm leads to', async () => {
  const { runInNewContext } = await import('node:vm');
  const inside = runInNewContext(`${ESCAPE_PROBE}; probe`) as (...values: unknown[]) => string[];
  expect(inside({ a: [] })).toContain('value 0 is foreign');
  expect(inside(() => 1)).toContain('value 0 leads to process');
  expect(inside(runInNewContext('({})'))).toContain('value 0 is foreign');
});

test('globals are those of the language, what is shared, and currentWork', async () => {
  const names = (await run('Reflect.ownKeys(globalThis).map(String)')) as string[];
  // gc: the tests run with --expose-gc.
  const beside = names.filter((name) => !isOfLanguage(name) && name !== 'gc').sort();
  expect(beside).toEqual([
    '__name',
    'args',
    'currentWork',
    'currentWorker',
    'failure',
    'probe',
    'seen',
    'table',
    'transfer',
    'tsyncioImport',
  ]);
});

const ofLanguage = /^(parse(Int|Float)|undefined|NaN|Infinity|globalThis|eval|is(Finite|NaN)|(un)?escape|(en|de)codeURI(Component)?)$/;
const isOfLanguage = (name: string): boolean => /^[A-Z]/.test(name) ? !/^(WebAssembly|[A-Z]\w*Event|Abort|Buffer|Message)/.test(name) : ofLanguage.test(name); // biome-ignore format: a table

/** Each gives what the probe found: nothing. */
const attempts: readonly (readonly [title: string, script: string])[] = [
  ['this', 'probe(this, this.constructor, this.constructor.constructor)'],
  ['globalThis and all that it has', 'probe(globalThis)'],
  ['the arguments of a script', 'probe(args, args[0], args[0].map, args[0].map.get("k"), args[0].bytes.buffer)'],
  ['what is shared', 'probe(table, table.rows, table.constructor)'],
  ['currentWork, its signal and its worker', 'probe(currentWork, currentWork(), currentWork().signal, currentWork().worker, currentWorker)'],
  ['the reason of its signal', 'failure(() => Object.getOwnPropertyDescriptor(currentWork().signal, "throwIfAborted").value.call(null)); probe(currentWork().signal.reason)'],
  ['an error of the language', 'probe(failure(() => null.x))'],
  ['a syntax error at run time', 'probe(failure(() => JSON.parse("{")), failure(() => new RegExp("(")))'],
  ['eval', 'probe(failure(() => eval("1")), failure(() => (0, eval)("1")))'],
  ['new Function', 'probe(failure(() => new Function("return 1")), failure(() => (() => {}).constructor("return 1")))'],
  ['the constructors of asynchronous functions and generators', `probe(...[async () => {}, function* () {}, async function* () {}].map((f) => failure(() => f.constructor("1"))))`],
  ['a stack overflow', 'const dive = () => dive() + 1; probe(failure(dive))'],
  ['a stack overflow in a getter of a global', `Object.defineProperty(globalThis, 'deep', { configurable: true, get() { return deep + 1 } }); probe(failure(() => deep))`],
  ['Error.prepareStackTrace, which stays what it is', `
    const seenSites = [];
    failure(() => { 'use strict'; Error.prepareStackTrace = (error, sites) => seenSites.push(sites, this) });
    globalThis.Error = { prepareStackTrace(error, sites) { seenSites.push(sites, this) } };
    failure(() => Object.defineProperty(globalThis, 'Error', { value: null }));
    failure(() => Object.defineProperty(Error, 'prepareStackTrace', { value(error, sites) { seenSites.push(sites) } }));
    delete Error.prepareStackTrace;
    const texts = [new Error('x').stack, failure(() => null.x).stack];
    if (seenSites.length > 0 || texts.some((text) => typeof text !== 'string')) throw new Error('call sites were seen');
    probe(Error.prepareStackTrace, ...seenSites)`],
  ['Error.prepareStackTrace, called by work itself', `probe(failure(() => Error.prepareStackTrace({}, [{}])), Error.prepareStackTrace(new Error('x'), { length: 3 }))`],
  ['Error.captureStackTrace and stackTraceLimit', `
    const target = { get name() { throw new Error('name') } };
    Error.captureStackTrace(target);
    Error.stackTraceLimit = Infinity;
    const long = new Error('y').stack;
    Error.stackTraceLimit = { valueOf() { return 1 } };
    const none = new Error('z').stack;
    Error.stackTraceLimit = 10;
    probe(target.stack, long, none)`],
  ['an error whose name is a symbol', `const e = new Error('x'); e.name = Symbol('s'); e.message = Symbol('m'); probe(failure(() => e.stack), e.stack)`],
  ['an error whose name calls back', `const got = []; const e = new Error('x'); e.name = { toString() { got.push(this, arguments); throw new Error('t') }, [Symbol.toPrimitive](hint) { got.push(hint, arguments); return {} } }; got.push(failure(() => e.stack)); probe(...got)`],
  ['an error that is a proxy', `const got = []; const traps = new Proxy({}, { get: (_, name) => (...given) => { got.push(...given); return Reflect[name](...given) } }); const e = new Proxy(new Error('x'), traps); failure(() => e.stack); failure(() => Error.captureStackTrace(e)); failure(() => e.stack); probe(...got)`],
  ['Function.prototype.caller and arguments.callee', `
    function who() { return [who.caller, who.arguments, arguments.callee.caller] }
    const got = [...failure(() => { throw who() })];
    const sorted = [2, 1].sort(function () { got.push(who.caller); return 0 });
    probe(...got, who.caller)`],
  ['Symbol.toPrimitive, toString and toStringTag', `const got = []; const o = { [Symbol.toPrimitive](...given) { got.push(this, given); return '' }, get [Symbol.toStringTag]() { got.push(this); return 'x' } }; \`\${o}\` + o; Object.prototype.toString.call(o); probe(...got)`],
  ['WebAssembly, which is not there', 'if (typeof WebAssembly !== "undefined") throw new Error("there"); []'],
  ['console, which is not there', 'if (typeof console !== "undefined") throw new Error("there"); []'],
  ['callbacks of JSON and of replacing', `const got = []; JSON.stringify({ a: { toJSON(...given) { got.push(this, given) } } }, function (...given) { got.push(this, given); return given[1] }); JSON.parse('{"a":1}', function (...given) { got.push(this, given) }); 'aa'.replace(/a/g, (...given) => { got.push(given) }); probe(...got)`],
  ['Intl and locale functions', `const got = [Intl, new Intl.NumberFormat(), new Intl.DateTimeFormat().resolvedOptions(), (1.5).toLocaleString('de'), [1].toLocaleString(), failure(() => 'x'.localeCompare('y', 'no-such-locale-at-all')), failure(() => new Intl.Collator(1))]; [new Proxy({ length: 1, 0: 'en' }, { get(t, k, r) { got.push(r); return t[k] } })].forEach((list) => failure(() => Intl.getCanonicalLocales(list))); probe(...got)`],
  ['species, iterators and array methods', `const got = []; class Own extends Array { constructor(...given) { super(...given); got.push(given, new.target) } } new Own(1, 2).map((x) => x).concat([1]); Array.from({ [Symbol.iterator]() { got.push(this); return [][Symbol.iterator]() } }, function (...given) { got.push(this, given) }); probe(...got)`],
  ['regular expressions', `const got = [...'ab'.matchAll(/(?<n>a)/g)]; got.push(/a/d.exec('a')); class R extends RegExp { exec(text) { got.push(this); return super.exec(text) } } 'a'.replace(new R('a', 'g'), 'b'); RegExp.prototype.test.call({ exec(...given) { got.push(given); return {} } }, 'x'); probe(...got, RegExp)`],
  ['weak references', 'probe(new WeakRef({}).deref(), failure(() => new WeakRef(1)), failure(() => new FinalizationRegistry()))'],
  ['the function that stands for import', 'probe(tsyncioImport, Object.getOwnPropertyDescriptor(globalThis, "tsyncioImport"))'],
]; // biome-ignore format: a table

describe('work finds nothing of the worker’s own realm through', () => {
  test.each(attempts)('%s', async (_title, script) => {
    const given = {
      map: new Map([['k', {}]]),
      bytes: new Uint8Array(8),
      big: 1n,
      error: new TypeError('sent', { cause: new Error('why') }),
    };
    expect(await run(script, given)).toEqual([]);
  });

  test('the arguments and captures of functions', async () => {
    const work = (...args: any[]): unknown => (globalThis as any).probe(args, ...args, (globalThis as any).seen);
    const buffer = new SharedArrayBuffer(8);
    expect(await pool.submit(work, { a: [{}] }, new Date(), /x/g, new Set([{}]), buffer, new Int32Array(buffer), [[]])).toEqual([]);
  });

  test('the receiver, arguments and stack of a function that the worker calls', async () => {
    const source = `(function () {
      globalThis.called = function called() { return probe(this, arguments, arguments.callee, called.caller, new Error().stack) };
      return called;
    })()`;
    expect(await run(`${source}; 0`)).toBe(0);
    expect(await pool.submit(() => (globalThis as any).called())).toEqual([]);
  });
});

describe('asynchronous work finds nothing of the worker’s own realm through', () => {
  /** What runs first, as the result of a work; what the probe is then given. */
  const attempts: readonly (readonly [title: string, first: string, then: string])[] = [
    ['a thenable', '({ then(...given) { globalThis.got = [this, given, ...given, new Error().stack]; given[0](1) } })', 'got'],
    ['a thenable that throws, and rejects', '({ then(resolve, reject) { globalThis.got = [resolve, reject]; reject(Object.create(null)); throw 1 } })', 'got'],
    ['a thenable whose then is a getter', '({ get then() { globalThis.got = [this, new Error().stack]; return undefined } })', 'got'],
    ['a thenable that is a proxy', `new Proxy({ then: (resolve) => resolve(1) }, new Proxy({}, { get: (_, name) => (...given) => { (globalThis.got ??= []).push(...given); return Reflect[name](...given) } }))`, 'got'],
    ['a promise of a class of its own', `globalThis.got = []; class Own extends Promise { constructor(executor) { super((...given) => { got.push(given); executor(...given) }) } then(...given) { got.push(given, ...given); return super.then(...given) } static get [Symbol.species]() { got.push(this); return Own } } Own.resolve(1)`, 'got'],
    ['a rejection with an error of the language', '(async () => { null.x })()', '[]'],
    ['a generator with methods of its own', `globalThis.got = []; const g = (function* () { const back = yield 1; got.push(back); return 2 })(); g.next = (...given) => { got.push(given) }; g.throw = g.next; g`, 'got'],
    ['what an asynchronous generator yields', `globalThis.got = []; (async function* () { try { got.push(yield { then(...given) { got.push(...given); given[1](new Error('no')) } }) } catch (error) { got.push(error) } return 1 })()`, 'got'],
    ['the microtasks after its end', `globalThis.got = []; Promise.resolve().then(async () => { for (let i = 0; i < 9; i += 1) { await null; got.push(new Error('late').stack, currentWork()) } }); 1`, 'got'],
    ['Promise.prototype.then and constructor of its own', `globalThis.got = []; const { then, constructor } = Promise.prototype; Promise.prototype.then = function (...given) { got.push(this, ...given); return then.apply(this, given) }; Object.defineProperty(Promise.prototype, 'constructor', { configurable: true, get() { got.push(this); return constructor } }); (async () => { await null; Promise.prototype.then = then; Object.defineProperty(Promise.prototype, 'constructor', { configurable: true, writable: true, value: constructor }); return 1 })()`, 'got'],
    ['a global Promise of its own', `globalThis.got = []; const Kept = Promise; globalThis.Promise = class { constructor(...given) { got.push(...given) } static resolve(...given) { got.push(...given) } }; (async () => { await null; globalThis.Promise = Kept; return 1 })()`, 'got'],
    ['import()', `globalThis.got = []; const promise = import('node:fs'); got.push(promise, promise.constructor); promise.catch((error) => got.push(error, error.constructor)).then(() => 1)`, 'got'],
    ['import() in an asynchronous function of a function', `globalThis.got = []; (async () => { const inner = async () => (() => import /* why */ ('process'))(); try { got.push(await inner()) } catch (error) { got.push(error) } return 1 })()`, 'got'],
    ['import() with a specifier and options that call back', `globalThis.got = []; import({ toString(...given) { got.push(this, given); return 'fs' } }, { get with() { got.push(this); return {} } }).catch((error) => got.push(error)).then(() => 1)`, 'got'],
    ['import() after a line without an end', "globalThis.got = [1]\nimport('fs').catch((error) => got.push(error)).then(() => 1)", 'got'],
    ['Atomics.waitAsync', `globalThis.got = []; const cell = new Int32Array(new SharedArrayBuffer(4)); const waited = Atomics.waitAsync(cell, 0, 0, 1); got.push(waited, waited.value); Promise.resolve(waited.value).then((how) => { got.push(how, new Error().stack); return 1 })`, 'got'],
  ]; // biome-ignore format: a table

  test.each(attempts)('%s', async (_title, first, then) => {
    const end = await Promise.allSettled([run(first)]);
    expect(end[0]?.status === 'fulfilled' || String(end[0]?.reason.cause ?? end[0]?.reason)).not.toBe('');
    expect(await run(`probe(...${then}, ...[${then}])`)).toEqual([]);
    expect(await run('1 + 1')).toBe(2);
  });
});

describe('what comes out of an interpreter runs nothing there with things of the worker’s own realm:', () => {
  const keeper =
    'globalThis.got = []; const { defineProperty } = Object; const keep = (value) => defineProperty(got, got.length, { __proto__: null, value });';
  const watch = `globalThis.got = []; const watched = (target) => new Proxy(target, new Proxy({}, { get: (_, name) => (...given) => { got.push(name, ...given, new Error().stack); return Reflect[name](...given) } }));`;
  const attempts: readonly (readonly [title: string, script: string])[] = [
    ['a proxy as result', `${watch} watched({ a: watched([1]), b: 2 })`],
    ['a proxy thrown', `${watch} throw watched(new Error('x'))`],
    ['a proxy of something else thrown', `${watch} throw watched({ a: 1 })`],
    ['a proxy of a function thrown', `${watch} throw watched(() => {})`],
    ['a rejection with a proxy', `${watch} (async () => { throw watched(new Error('x')) })()`],
    ['getters in a result', 'globalThis.got = []; ({ get a() { got.push(this, arguments, new Error().stack); return 1 }, list: [{ get b() { got.push(this); throw new Error("b") } }] })'],
    ['toJSON, inspect and toString of a result', `globalThis.got = []; const call = function (...given) { got.push(this, ...given) }; ({ [Symbol.for('nodejs.util.inspect.custom')]: call, value: { __proto__: { toJSON: call, toString: call } } })`],
    ['an error with getters and an inspect of its own', `globalThis.got = []; const call = function (...given) { got.push(this, ...given); return 'text' }; throw Object.defineProperties(new Error('x'), { [Symbol.for('nodejs.util.inspect.custom')]: { value: call }, message: { get: call }, name: { get: call }, cause: { get: call }, stack: { get: call }, extra: { get: call, enumerable: true } })`],
    ['setters that Array.prototype and Object.prototype were given', `${keeper} const keys = ['0', '1', 'value', 'kind', 'a', 'get', 'path', 'name', 'message', 'stack', 'cause']; const targets = [Array.prototype, Object.prototype]; globalThis.clean = () => { for (const key of keys) for (const target of targets) delete target[key] }; const descriptor = { __proto__: null, configurable: true, set(value) { keep(this); keep(value); keep(arguments) }, get() { keep(this) } }; for (const key of keys) for (const target of targets) Object.defineProperty(target, key, descriptor); [[1], { a: 1 }, new Error('x')]`],
    ['iterators of its own', `${keeper} const kept = [Array, Map, Set].map((type) => [type.prototype, type.prototype[Symbol.iterator], type.prototype.forEach]); globalThis.clean = () => { for (let i = 0; i < 3; i += 1) { kept[i][0][Symbol.iterator] = kept[i][1]; kept[i][0].forEach = kept[i][2] } }; const iterate = function () { keep(this); keep(arguments); return { next: () => ({ done: true }) } }; for (let i = 0; i < 3; i += 1) { kept[i][0][Symbol.iterator] = iterate; kept[i][0].forEach = iterate } [[1], new Map([[{}, 1]]), new Set([2])]`],
    ['methods of the language that are replaced', `${keeper} const kept = []; const replace = (holder, name) => { kept.push([holder, name, holder[name]]); holder[name] = function (...given) { keep(this); keep(given); return given[0] } }; for (const name of ['ownKeys', 'apply', 'defineProperty', 'getPrototypeOf']) replace(Reflect, name); for (const name of ['keys', 'defineProperty', 'getPrototypeOf', 'freeze', 'create']) replace(Object, name); for (const name of ['get', 'set', 'has', 'forEach']) replace(Map.prototype, name); for (const name of ['call', 'apply', 'bind']) replace(Function.prototype, name); replace(Array, 'isArray'); replace(JSON, 'stringify'); globalThis.clean = () => { for (let i = 0; i < kept.length; i += 1) kept[i][0][kept[i][1]] = kept[i][2] }; ({ list: [1, { m: new Map([[1, { deep: {} }]]) }] })`],
    ['a result with typed arrays of changed prototypes', `globalThis.got = []; const bytes = new Uint8Array(2); Object.setPrototypeOf(bytes, { get length() { got.push(this); return 9 }, get buffer() { got.push(this); return 1 }, constructor: class { constructor(...given) { got.push(...given) } } }); ({ bytes, at: Object.assign(new Date(0), { toISOString() { got.push(this) } }) })`],
    ['thrown errors of the same circles', `globalThis.got = []; const error = new AggregateError([], 'all'); error.errors.push(error); error.cause = error; error.list = [error]; throw error`],
  ]; // biome-ignore format: a table

  test.each(attempts)('%s', async (_title, script) => {
    await Promise.allSettled([run(script)]);
    await run('globalThis.clean?.(); delete globalThis.clean; 0');
    expect(await run('probe(...got, got)')).toEqual([]);
  });

  test('the names of properties and prototypes are data', async () => {
    const result = await run('({ ["__proto__"]: { a: 1 }, constructor: 1, __proto__: { hidden: 1 } })');
    expect(Object.getOwnPropertyDescriptor(result, '__proto__')?.value).toEqual({ a: 1 });
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });
});

describe('a MessagePort among the arguments', () => {
  test('is one of the interpreter’s realm, and so are its errors and what it receives', async () => {
    const { port1, port2 } = new MessageChannel();
    const look = `(port) => {
      globalThis.got = [port, port.constructor, failure(() => new port.constructor()), failure(() => port.postMessage(() => 1)),
        failure(() => port.postMessage(1, [port])), failure(() => port.postMessage()), failure(() => port.start.call({})),
        ...['getAsyncId', 'asyncReset', 'getProviderType', 'getAsyncContextFrameForDebuggingOnly'].filter((name) => name in port).map((name) => ({ __proto__: null, name })),
      ];
      if (got.some((one) => one && one.name in port)) throw new Error('it has inner methods');
      const heard = new Promise((resolve) => { port.onmessage = function (event) { got.push(event, event.data, event.target, this, arguments); resolve() } });
      globalThis.heard = heard;
      port.start();
      port.postMessage('ready');
    }`;
    const ready = new Promise((resolve) => port1.once('message', resolve));
    await run(`globalThis.opened = ${look}; 0`);
    await pool.submit((port: unknown) => (globalThis as any).opened(port), transfer(port2 as any, [port2]));
    expect(await ready).toBe('ready');
    port1.postMessage({ list: [{}], map: new Map([[{}, new Date()]]) });
    expect(await run('heard.then(() => probe(...got))')).toEqual([]);
    port1.close();
  });
});
