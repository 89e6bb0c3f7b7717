import type { LoopState } from './loop-state.ts';

/** Said by the kernel: there will be no more turns, for this reason. */
export function failRun(state: LoopState, reason: unknown): void {
  if (state.phase !== 'running' || state.blocking) return;
  state.phase = 'ending';
  setImmediate(state.failRun, reason);
}
