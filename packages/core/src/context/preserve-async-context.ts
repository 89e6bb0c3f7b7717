import type { Loop } from '../interfaces/loop.ts';
import { stateOf } from '../loop/loop-state.ts';

/**
 * Let every `AsyncLocalStorage` of the process, such as those of tracing libraries, keep its value across the loop's `callSoon`, `callLater`,
 * `callAt`, done callbacks, readers, writers and tasks that are created from now on: they see what was current where they were scheduled.
 * Off unless switched on, for what it costs: a callback or future takes about twice as long, one of a large batch six times, a task a tenth
 * to a half longer ("storages preserved" in the table of `benchmarks/core`). {@link ContextVar} and `currentTask` need nothing of this, and
 * async functions keep all storages across `await` in any case.
 *
 * @param enabled - `false` switches it off again; what is scheduled already keeps its values.
 */
export function preserveAsyncContext(loop: Loop, enabled = true): void {
  stateOf(loop).preservesAsyncContext = Boolean(enabled);
}
