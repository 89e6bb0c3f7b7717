import type { LoopState } from '../loop/loop-state.ts';
import type { Runnable } from '../queue/runnable.ts';

/** Debug mode: say which callback kept everything else waiting. */
export function runTimed(state: LoopState, item: Runnable): void {
  const { clock } = state.kernel;
  const started = clock.now();
  item.run();
  const took = clock.now() - started;
  if (took >= state.slowCallbackDuration) state.warn(`Executing ${item} took ${took.toFixed(1)} ms`);
}
