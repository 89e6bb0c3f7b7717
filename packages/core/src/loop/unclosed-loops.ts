import type { Kernel } from '../interfaces/kernel/kernel.ts';
import { failRun } from './fail-run.ts';
import type { LoopState } from './loop-state.ts';
import { turnFromKernel } from './turn.ts';

/**
 * What keeps a loop from being collected, and what is done when it is:
 *
 *   Node's own loop ──► kernel ┄┄ weakly ┄┄► loop
 *   a run ──► loop                            a program that holds it ──► loop
 */
const running = new Set<LoopState>();

/** What is left of a loop that was dropped. */
export interface Leftover {
  readonly kernel: Kernel;
  /** Whether it was in debug mode: otherwise it depends on the collector alone whether a program that ends soon would hear of it. */
  warns: boolean;
}

const collected = new FinalizationRegistry<Leftover>(({ kernel, warns }) => {
  kernel.close();
  if (!warns) return;
  process.emitWarning('An event loop was never closed: its descriptors were closed when the loop was collected', 'TsyncioWarning');
});

/** Let the kernel call the loop's turns, and say that there will be no more. */
export function attachTurns({ kernel, weak }: LoopState): void {
  kernel.turns.attach(turnsOf(weak), failuresOf(weak));
}

/** Should it be dropped without being closed, its kernel is to give back what it has of the system. Others than native ones have nothing. */
export function closeWhenDropped(state: LoopState): void {
  if (state.kernel.native === true) collected.register(state, state.leftover, state);
}

/** It is closed. */
export function keepWhenDropped(state: LoopState): void {
  collected.unregister(state);
}

/** From now on until `letGo` it runs, whoever holds it. */
export function hold(state: LoopState): void {
  running.add(state);
}

export function letGo(state: LoopState): void {
  running.delete(state);
}

// Nothing but the weak reference may be in its scope.
function turnsOf(weak: WeakRef<LoopState>): (events: number) => void {
  return (events) => {
    const state = weak.deref();
    if (state !== undefined) turnFromKernel(state, events);
  };
}

function failuresOf(weak: WeakRef<LoopState>): (reason: unknown) => void {
  return (reason) => {
    const state = weak.deref();
    if (state !== undefined) failRun(state, reason);
  };
}
