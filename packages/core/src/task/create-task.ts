import { ContextStore } from '../context/context-store.ts';
import { currentContext } from '../context/current-context.ts';
import { iscoroutine } from '../coroutine/is-coroutine.ts';
import { isThenable } from '../future/wrap-future.ts';
import type { Context } from '../interfaces/context.ts';
import type { Coroutine } from '../interfaces/coroutine.ts';
import type { Task, TaskOptions } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { refuseClosed } from '../loop/enqueue.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { realm } from '../realm.ts';
import { LoopTask } from './loop-task.ts';

/** Implements {@link Loop.createTask} without a factory. */
export function createTask<T>(state: LoopState, coroutine: Coroutine<T>, options: TaskOptions = {}): Task<T> {
  refuseClosed(state);
  if (!iscoroutine(coroutine)) throw notCoroutine(coroutine);
  const context = options.context === undefined ? new ContextStore(currentContext().variables) : contextOf(options.context);
  const task = new LoopTask<T>(state, coroutine, context, options.name === undefined ? ++realm.tasks : String(options.name));
  if (options.signal !== undefined) cancelOnAbort(task, options.signal);
  state.tasks.add(task);
  if (options.eagerStart === true && state.phase === 'running') task.startEagerly();
  else task.start();
  return task;
}

// Of any copy of this package, so not by its class.
function contextOf(context: Context): ContextStore {
  if ((context as Partial<ContextStore> | null)?.variables instanceof Map) return context as ContextStore;
  throw new TypeError(`a task's context must be one of copyContext() or task.getContext(), got ${kindOf(context)}`);
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
