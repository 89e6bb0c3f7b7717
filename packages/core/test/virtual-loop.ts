import { createLoop, type ExceptionContext, type Loop } from '@tsyncio/core';
import { type VirtualKernel, virtualKernel } from './virtual-kernel.ts';

export interface VirtualLoop {
  readonly loop: Loop;
  readonly kernel: VirtualKernel;
  /** What reached the loop's exception handler. */
  readonly reports: ExceptionContext[];
}

/** A loop in virtual time that collects what it would print. */
export function virtualLoop(): VirtualLoop {
  const kernel = virtualKernel();
  const loop = createLoop([], kernel);
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => void reports.push(context));
  return { loop, kernel, reports };
}

export interface TurnCounter {
  /** The number of the turn that is running. */
  readonly turn: number;
}

/** Count the turns of the coming runs; it gives up after `limit`, so that a failing test ends. */
export function countTurns(loop: Loop, limit = 300): TurnCounter {
  const counter = { turn: 0 };
  const tick = (): void => {
    counter.turn++;
    if (counter.turn < limit) loop.callSoon(tick);
  };
  loop.callSoon(tick);
  return counter;
}
