import type { Loop } from '@tsyncio/core';

/** Run `loop` for exactly so many turns. */
export function runTurns(loop: Loop, count: number): Promise<void> {
  const next = (left: number): void => {
    if (left === 0) loop.stop();
    else loop.callSoon(next, left - 1);
  };
  loop.callSoon(next, count - 1);
  return loop.runForever();
}
