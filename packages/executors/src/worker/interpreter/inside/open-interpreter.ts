import type { makeCopyValue } from './copy-value.ts';
import type { takeIntrinsics } from './intrinsics.ts';
import type { lockErrors } from './lock-errors.ts';
import type { makeMovedValues } from './moved-values.ts';
import type { makeErrorText, makePackThrown } from './pack-thrown.ts';
import type { Deliver, makeRunner, Runner } from './run-work.ts';
import type { makeWorkSignals } from './work-signal.ts';

/** The functions whose texts are compiled in the interpreter beside this one. */
export interface Parts {
  readonly takeIntrinsics: typeof takeIntrinsics;
  readonly makeErrorText: typeof makeErrorText;
  readonly lockErrors: typeof lockErrors;
  readonly makeCopyValue: typeof makeCopyValue;
  readonly makePackThrown: typeof makePackThrown;
  readonly makeWorkSignals: typeof makeWorkSignals;
  readonly makeMovedValues: typeof makeMovedValues;
  readonly makeRunner: typeof makeRunner;
}

/** What the worker gives its interpreter. The functions are of the worker's realm, and are called by the interpreter's own code only. */
export interface Host {
  readonly port: object;
  readonly deliver: Deliver;
  readonly isProxy: (value: unknown) => boolean;
  /** The file name of the interpreter's own code in stack traces, and how those of work begin. */
  readonly ownFile: string;
  readonly workFiles: string;
  readonly importName: string;
}

/** Runs inside the interpreter, before any work does: it uses its arguments and the language only. */
export function openInterpreter(parts: Parts, host: Host): Runner {
  const { port, deliver, isProxy, ownFile, workFiles, importName } = host;
  const language = parts.takeIntrinsics(port, isProxy);
  const errorText = parts.makeErrorText(language);
  const rejected = Promise;
  parts.lockErrors(language, errorText, ownFile, workFiles);
  removeHostParts();
  defineImport();
  defineNameKeeper();
  const copyValue = parts.makeCopyValue(language, errorText);
  const pack = parts.makePackThrown(language, copyValue, errorText);
  const signals = parts.makeWorkSignals(language, stray);
  return parts.makeRunner({ language, copyValue, pack, signals, moved: parts.makeMovedValues(language), deliver });

  // V8's console leads to the inspector, WebAssembly's streaming functions to Node's realm, and the inner methods of ports to Node's
  // bookkeeping: none of them is of the language.
  function removeHostParts(): void {
    const holder = globalThis as { console?: unknown; WebAssembly?: unknown };
    delete holder.console;
    delete holder.WebAssembly;
    for (let prototype = language.prototypeOf(port); prototype !== null; prototype = language.prototypeOf(prototype)) {
      if (!language.hasOwn(prototype, 'getAsyncId')) continue;
      for (const key of language.ownKeys(prototype)) if (key !== 'constructor') language.remove(prototype, key);
    }
  }

  function defineImport(): void {
    const value = async (): Promise<never> => {
      throw new language.TypeError('import() is not possible here: an interpreter loads no modules');
    };
    language.define(globalThis, importName, { __proto__: null, value, writable: false, configurable: false } as PropertyDescriptor);
  }

  // What compilers that keep the names of functions put into them.
  function defineNameKeeper(): void {
    const { define } = language;
    const value = (fn: object, name: string): object => {
      define(fn, 'name', { __proto__: null, value: name, configurable: true } as PropertyDescriptor);
      return fn;
    };
    define(globalThis, '__name', { __proto__: null, value, writable: true, configurable: true } as PropertyDescriptor);
  }

  // What a listener throws belongs to nobody: it is told as a rejection that nobody handles is.
  function stray(thrown: unknown): void {
    new rejected((_resolve, reject) => reject(thrown));
  }
}
