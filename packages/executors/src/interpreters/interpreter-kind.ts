import type { ResourceLimits } from 'node:worker_threads';
import { BrokenInterpreterPoolError, ExecutionFailedError, NotShareableError } from '../errors.ts';
import type { WorkerKind } from '../pool/worker-link.ts';
import { languageGlobals } from '../work/known-globals.ts';
import { InterpreterLink } from './interpreter-link.ts';

/** How much short work waits in an interpreter. */
const AHEAD = 63;

export function interpreterKind(shared: Readonly<Record<string, unknown>>, resourceLimits: ResourceLimits | undefined): WorkerKind {
  return {
    kind: 'interpreter',
    ahead: AHEAD,
    batches: false,
    clone: structuredClone,
    globals: languageGlobals,
    shared: new Set(Object.keys(shared)),
    moves: true,
    Broken: BrokenInterpreterPoolError,
    thrown: executionFailed,
    link: (name, listener) => new InterpreterLink({ name, resourceLimits, shared }, listener),
  };
}

function executionFailed(cause: unknown): unknown {
  if (cause instanceof NotShareableError) return cause;
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const failed = new ExecutionFailedError(`uncaught in the interpreter: ${what}`, { cause });
  const worker = (cause as { worker?: unknown } | null)?.worker;
  if (worker !== undefined) Object.defineProperty(failed, 'worker', { value: worker, configurable: true, writable: true });
  return failed;
}
