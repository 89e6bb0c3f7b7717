import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClosureWork, ModuleWork, ScriptWork } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';
import { NotShareableError } from '../errors.ts';
import { isSloppy, parseFunction } from './function-text.ts';
import { type OutsideNames, outsideNames } from './outside-names.ts';
import type { SentWork } from './sent-work.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Work that can be sent. The same work has the same number. */
export interface PreparedWork {
  readonly id: number;
  readonly sent: SentWork;
  /** What a function needs of where it stands; none for other work. */
  readonly outside: OutsideNames | null;
  /** For messages. */
  readonly name: string;
}

/** Texts and names are kept for when they come again; programs that make new ones all the time must not fill the memory. */
const MOST_KEPT = 1000;

const byFunction = new WeakMap<AnyFunction, PreparedWork>();
const byText = new Map<string, PreparedWork>();
/** By specifier, then by export: a key made of both would be made for each call. */
const byModule = new Map<string, Map<string, PreparedWork>>();
let made = 0;

/** The captures of a closure, which go in front of its arguments. */
export function capturesOf(work: unknown): Record<string, unknown> | null {
  return isClosure(work) ? work.captures : null;
}

/** @throws {TypeError} for what is no work, {@link NotShareableError} for a function that cannot be sent. */
export function prepareWork(work: unknown): PreparedWork {
  if (typeof work === 'function') return prepareFunction(work as AnyFunction);
  if (isClosure(work)) return prepareFunction(work.fn as AnyFunction);
  if (isModule(work)) return prepareModule(work);
  if (isScript(work))
    return keep(`script ${work.script}`, () => ({ sent: { kind: 'script', source: work.script }, outside: null, name: 'script' }));
  throw new TypeError(`work is a function, a closure(), { module, export } or { script }, got ${kindOf(work)}`);
}

function prepareFunction(fn: AnyFunction): PreparedWork {
  let prepared = byFunction.get(fn);
  if (prepared === undefined) {
    const name = fn.name || 'anonymous';
    // The same text may be strict here and sloppy there.
    const kind = isSloppy(fn) ? 'sloppy' : 'function';
    prepared = keep(`${kind} ${Function.prototype.toString.call(fn)}`, () => {
      const parsed = parseFunction(fn);
      return { sent: parsed.text, outside: outsideNames(parsed), name };
    });
    byFunction.set(fn, prepared);
  }
  return prepared;
}

function prepareModule({ module, export: name = 'default' }: ModuleWork): PreparedWork {
  if (typeof name !== 'string') throw new TypeError(`the export of work is a string, got ${kindOf(name)}`);
  const specifier = specifierOf(module);
  return byModule.get(specifier)?.get(name) ?? keepExport(specifier, name);
}

function keepExport(specifier: string, name: string): PreparedWork {
  const prepared: PreparedWork = { id: ++made, sent: { kind: 'module', specifier, name }, outside: null, name: `${name} of ${specifier}` };
  const exports = byModule.get(specifier) ?? new Map<string, PreparedWork>();
  exports.set(name, prepared);
  if (exports.size > MOST_KEPT) exports.delete(exports.keys().next().value as string);
  byModule.set(specifier, exports);
  if (byModule.size > MOST_KEPT) byModule.delete(byModule.keys().next().value as string);
  return prepared;
}

/** What `import()` is given in a worker. Paths start from the current folder, as they do for `new Worker`. */
export function specifierOf(module: string | URL): string {
  if (module instanceof URL) return module.href;
  if (typeof module !== 'string') throw new TypeError(`a module is named by a string or a URL, got ${kindOf(module)}`);
  return /^(\.{0,2}\/|\.{1,2}$)/.test(module) ? pathToFileURL(resolve(module)).href : module;
}

function keep(key: string, make: () => Omit<PreparedWork, 'id'>): PreparedWork {
  let prepared = byText.get(key);
  if (prepared !== undefined) return prepared;
  prepared = { id: ++made, ...make() };
  byText.set(key, prepared);
  if (byText.size > MOST_KEPT) byText.delete(byText.keys().next().value as string);
  return prepared;
}

function isClosure(work: unknown): work is ClosureWork<unknown[], unknown> {
  return has(work, 'captures') && typeof (work as { fn?: unknown }).fn === 'function';
}

function isModule(work: unknown): work is ModuleWork {
  return has(work, 'module');
}

function isScript(work: unknown): work is ScriptWork {
  return has(work, 'script') && typeof (work as { script: unknown }).script === 'string';
}

function has(work: unknown, key: keyof (ClosureWork<unknown[], unknown> & ModuleWork & ScriptWork)): boolean {
  return typeof work === 'object' && work !== null && Object.hasOwn(work, key);
}

/** @throws {NotShareableError} when a function needs what workers with these globals do not have. */
export function refuseOutsideNames({ outside, name }: PreparedWork, globals: ReadonlySet<string>, shared: ReadonlySet<string>): void {
  if (outside === null) return;
  const missing = outside.identifiers.filter((identifier) => !globals.has(identifier) && !shared.has(identifier));
  const names = [...missing, ...outside.keywords];
  if (names.length === 0) return;
  const list = names.map((one) => `'${one}'`).join(', ');
  throw new NotShareableError(
    `the function '${name}' uses ${list} of where it stands, which a worker does not have: give it as an argument, ` +
      `with closure({ ${missing.join(', ') || '…'} }, fn), or name a module: { module: new URL('./work.js', import.meta.url), export: '…' }`,
  );
}
