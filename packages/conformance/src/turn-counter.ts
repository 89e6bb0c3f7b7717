import type { Loop } from '@tsyncio/core';

/** A scenario that waits for a time must go on some day, and the loop must fall asleep for that. The same number as in the oracle. */
const LIMIT = 500;

/** Count the turns of the coming runs. */
export function countTurns(loop: Loop): () => number {
  let turn = 0;
  const tick = (): void => {
    turn++;
    if (turn < LIMIT && !loop.isClosed()) loop.callSoon(tick);
  };
  loop.callSoon(tick);
  return () => turn;
}
