import type { Runnable } from '../queue/runnable.ts';
import type { LoopState } from './loop-state.ts';

/** Debug mode: say which callback kept everything else waiting. */
export function runTimed(state: LoopState, item: Runnable): void {
  const { clock } = state.kernel;
  const shown = String(item);
  const started = clock.now();
  item.run();
  const took = clock.now() - started;
  if (took >= state.slowCallbackDuration) state.warn(`Executing ${shown} took ${took.toFixed(1)} ms`);
}
