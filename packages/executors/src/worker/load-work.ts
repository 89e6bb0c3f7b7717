import { Script } from 'node:vm';
import { isStrictScript } from '../work/is-strict-script.ts';
import type { SentWork } from '../work/sent-work.ts';
import { importModule, importModuleDynamically } from './import-module.ts';

export type Callable = (...args: unknown[]) => unknown;

/** The work as a function of this realm. */
export function loadWork(work: SentWork): Callable | Promise<Callable> {
  if (work.kind === 'module') return loadExport(work.specifier, work.name);
  if (work.kind === 'script') return loadScript(work.source);
  const source = work.strict ? `'use strict';${work.source}` : work.source;
  return new Script(source, { filename: 'work', importModuleDynamically }).runInThisContext() as Callable;
}

export async function loadModule(specifier: string): Promise<void> {
  await importModule(specifier);
}

async function loadExport(specifier: string, name: string): Promise<Callable> {
  const exports = await importModule(specifier);
  // Not every export of a CommonJS module can be seen without running it.
  const found = exports[name] ?? (exports.default as Record<string, unknown> | undefined)?.[name];
  if (typeof found !== 'function')
    throw new TypeError(`the module '${specifier}' has no function '${name}': it exports ${listOf(exports)}`);
  return found as Callable;
}

function listOf(exports: Record<string, unknown>): string {
  const names = Object.keys(exports);
  return names.length === 0 ? 'nothing' : names.map((name) => `'${name}'`).join(', ');
}

function loadScript(source: string): Callable {
  const options = { filename: 'script', importModuleDynamically };
  // In a block, which has the same completion value, names may be declared again by the next script. It must be a script without it.
  new Script(source, options);
  const script = new Script(isStrictScript(source) ? `'use strict';{${source}\n}` : `{${source}\n}`, options);
  return (...args) => {
    Object.defineProperty(globalThis, 'args', { value: args, configurable: true, writable: true });
    return script.runInThisContext();
  };
}
