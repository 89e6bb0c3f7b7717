import { types } from 'node:util';
import vm, { type Context } from 'node:vm';
import { type MessagePort, moveMessagePortToContext } from 'node:worker_threads';
import { makeCopyValue } from './inside/copy-value.ts';
import { takeIntrinsics } from './inside/intrinsics.ts';
import { lockErrors } from './inside/lock-errors.ts';
import { makeMovedValues } from './inside/moved-values.ts';
import { type Host, openInterpreter, type Parts } from './inside/open-interpreter.ts';
import { makeErrorText, makePackThrown } from './inside/pack-thrown.ts';
import { type Deliver, makeRunner, type Runner } from './inside/run-work.ts';
import { makeWorkSignals } from './inside/work-signal.ts';
import { IMPORT_NAME } from './replace-imports.ts';

/** The file names in stack traces: of the interpreter's own code, and how those of work begin. */
const OWN_FILE = 'tsyncio:interpreter';
export const WORK_FILES = 'tsyncio:work';

/** A V8 context of its own, the port that has been moved into it, and what the worker calls of it. */
export interface InterpreterContext {
  readonly context: Context;
  readonly port: MessagePort;
  readonly runner: Runner;
}

export function openContext(port: MessagePort, deliver: Deliver): InterpreterContext {
  const context = makeContext();
  const moved = moveMessagePortToContext(port, context);
  const open = runInside(new vm.Script(insideSource(), { filename: OWN_FILE }), context) as (host: Host) => Runner;
  const names = { ownFile: OWN_FILE, workFiles: WORK_FILES, importName: IMPORT_NAME };
  // Without a prototype, as every object of this realm that is for a moment in the interpreter.
  const host: Host = Object.assign(Object.create(null), { port: moved, deliver, isProxy: types.isProxy, ...names });
  return { context, port: moved, runner: open(host) };
}

function makeContext(): Context {
  const options = { codeGeneration: { strings: false, wasm: false } };
  // A plain global object of the context itself; Node before 20.18 knows only one that stands before an object of this realm, which must
  // then have no prototype: it is what `this` is in getters of globals.
  const { DONT_CONTEXTIFY } = vm.constants as unknown as { DONT_CONTEXTIFY?: Context };
  return vm.createContext(DONT_CONTEXTIFY ?? Object.create(null), options);
}

/** Each of these functions is compiled again, in the context, from its own text. */
function insideSource(): string {
  const parts: Parts = {
    takeIntrinsics,
    makeErrorText,
    lockErrors,
    makeCopyValue,
    makePackThrown,
    makeWorkSignals,
    makeMovedValues,
    makeRunner,
  };
  const texts = Object.entries(parts).map(([name, part]) => `${name}: ${part}`);
  return `'use strict'; (host) => (${openInterpreter})({ ${texts.join(',\n')} }, host)`;
}

/** Without Node's own look at what was thrown, which would read properties of it in this realm. */
export function runInside(script: vm.Script, context: Context): unknown {
  return script.runInContext(context, { displayErrors: false });
}
