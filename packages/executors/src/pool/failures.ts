import { NotShareableError } from '../errors.ts';
import { type Clone, findUnshareable } from '../work/find-unshareable.ts';
import type { PoolSettings } from './check-options.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { Task } from './task.ts';
import type { WorkerEnd, WorkerKind } from './worker-link.ts';

/** The error for a worker that ended when nobody wanted it. */
export function brokenBy(kind: WorkerKind, { name, id }: PoolWorker, end: WorkerEnd): Error {
  const number = id === 0 ? '' : kind.kind === 'process' ? ` (process ${id})` : ` (thread ${id})`;
  const how = end.signal === null ? `ended with exit code ${end.exitCode}` : `was killed by ${end.signal}`;
  const why = end.error instanceof Error ? `: ${end.error.message}` : '';
  const told = isNoStart(end) ? `could not be started${why}` : `${how} while work was running or pending${why}`;
  const cause = end.error ?? Object.assign(new Error(`${name} ${how}`), { exitCode: end.exitCode, signal: end.signal });
  const error = new kind.Broken(`the worker ${name}${number} ${told}`, { cause });
  return Object.defineProperty(error, 'worker', { value: { name, id }, configurable: true, writable: true });
}

/** Why the arguments of a task cannot be sent. */
export function unshareableArgument(task: Task, reason: unknown, clone: Clone): unknown {
  const found = findUnshareable(task.args, clone);
  const variable = found === null ? findUnshareable(task.context, clone) : null;
  if (variable !== null) {
    const message = `the context of '${task.work.name}' cannot be copied: context${variable.path} is ${variable.what}`;
    return new NotShareableError(message, { cause: reason });
  }
  if (found === null)
    return isCloneError(reason) ? new NotShareableError(`the arguments of '${task.work.name}' cannot be copied: ${reason}`) : reason;
  return new NotShareableError(`an argument of '${task.work.name}' cannot be copied: args${found.path} is ${found.what}`, {
    cause: reason,
  });
}

/** Why a worker could not be told what to begin with. */
export function unshareableInitarg({ initializer }: PoolSettings, reason: unknown, clone: Clone): unknown {
  if (initializer === null || initializer instanceof NotShareableError || reason instanceof NotShareableError) return reason;
  const found = findUnshareable(initializer.args, clone);
  if (found === null) return reason;
  return new NotShareableError(`an argument of the initializer cannot be copied: initargs${found.path} is ${found.what}`, {
    cause: reason,
  });
}

/** Python logs it as critical: whoever waits hears of it only if anybody does. */
export function reportInitializer(pool: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`Exception in initializer of ${pool}`, { type: 'TsyncioWarning', detail });
}

/** Whether there was no process, or a thread that did not get so far as to run anything. */
function isNoStart({ exitCode, signal, error }: WorkerEnd): boolean {
  return (exitCode === null && signal === null) || (error as { code?: unknown } | null)?.code === 'ERR_WORKER_INIT_FAILED';
}

function isCloneError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'DataCloneError';
}
