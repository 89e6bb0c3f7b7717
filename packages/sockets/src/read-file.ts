import { read, readSync } from 'node:fs';
import type { Future } from '@tsyncio/core';
import { LoopFuture, type LoopState } from '@tsyncio/core/area';

/**
 * Read into `into` from `position`, or from where the file stands for `null`, off the thread of the loop; the result is how many bytes.
 * A run that blocks has nobody to bring the answer: it reads on its own thread.
 */
export function readFile(state: LoopState, fd: number, into: Uint8Array, position: number | null): Future<number> {
  const answer = new LoopFuture<number>(state);
  const begin = (): void => {
    if (!answer.done()) beginRead(state, answer, fd, into, position);
  };
  // The run to come decides whether somebody will bring the answer.
  if (state.phase === 'idle') state.loop.callSoon(begin);
  else begin();
  return answer;
}

function beginRead(state: LoopState, answer: LoopFuture<number>, fd: number, into: Uint8Array, position: number | null): void {
  try {
    if (state.blocking) return answer.setResult(readSync(fd, into, 0, into.length, position));
    read(fd, into, 0, into.length, position, (error, nbytes) => {
      if (answer.done() || state.phase === 'closed') return;
      if (error === null) answer.setResult(nbytes);
      else answer.setException(error);
    });
  } catch (error) {
    answer.setException(error);
  }
}
