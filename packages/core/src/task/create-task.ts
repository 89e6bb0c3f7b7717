import { checkContext } from '../context/check-context.ts';
import { ContextStore } from '../context/context-store.ts';
import { currentContext } from '../context/current-context.ts';
import { iscoroutine } from '../coroutine/is-coroutine.ts';
import { isThenable } from '../future/wrap-future.ts';
import type { Coroutine } from '../interfaces/coroutine.ts';
import type { Task, TaskOptions } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { refuseClosed } from '../loop/enqueue.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';
import { realm } from '../realm.ts';
import { LoopTask } from './loop-task.ts';

const OPTIONS: OptionNames<TaskOptions> = { name: true, context: true, eagerStart: true, signal: true };
const NONE: TaskOptions = Object.freeze(Object.create(null) as object);

/** Implements {@link Loop.createTask} without a factory. */
export function createTask<T>(state: LoopState, coroutine: Coroutine<T>, given?: TaskOptions): Task<T> {
  refuseClosed(state);
  const options = given === undefined ? NONE : ownOptions(given, 'createTask', OPTIONS);
  if (!iscoroutine(coroutine)) throw notCoroutine(coroutine);
  if (options.signal !== undefined) checkSignal(options.signal);
  const context = options.context === undefined ? new ContextStore(currentContext().variables) : checkContext(options.context, "a task's");
  const task = new LoopTask<T>(state, coroutine, context, options.name === undefined ? ++realm.tasks : String(options.name));
  if (options.signal !== undefined) cancelOnAbort(task, options.signal);
  state.tasks.add(task);
  if (options.eagerStart === true && state.phase === 'running') task.startEagerly();
  else task.start();
  return task;
}

// Of another realm it may be, or somebody's own, so not by its class.
function checkSignal(signal: AbortSignal): void {
  if (typeof signal?.addEventListener !== 'function' || typeof signal.aborted !== 'boolean')
    throw new TypeError(`a task's signal must be an AbortSignal, got ${kindOf(signal)}`);
}

function cancelOnAbort(task: LoopTask<unknown>, signal: AbortSignal): void {
  const cancel = (): void => void task.cancel(String((signal.reason as Error | undefined)?.message ?? signal.reason));
  if (signal.aborted) return cancel();
  signal.addEventListener('abort', cancel, { once: true });
  task.addDoneCallback(() => signal.removeEventListener('abort', cancel));
}

function notCoroutine(value: unknown): TypeError {
  const hint = isThenable(value)
    ? 'a promise, which was started already: pass the async function itself, or use wrapFuture'
    : value === null
      ? 'null'
      : typeof value;
  return new TypeError(`createTask needs an async function or a generator object, got ${hint}`);
}
