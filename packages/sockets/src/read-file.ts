import { read, readSync } from 'node:fs';
import type { Future } from '@tsyncio/core';
import { LoopFuture, type LoopState } from '@tsyncio/core/area';

/**
 * Read into `into` from `position`, or from where the file stands for `null`, off the thread of the loop; the result is how many bytes.
 * A run that blocks has nobody to bring the answer: it reads on its own thread.
 */
export function readFile(state: LoopState, fd: number, into: Uint8Array, position: number | null): Future<number> {
  const answer = new LoopFuture<number>(state);
  if (state.blocking) {
    answer.setResult(readSync(fd, into, 0, into.length, position));
    return answer;
  }
  read(fd, into, 0, into.length, position, (error, nbytes) => {
    if (answer.done() || state.phase === 'closed') return;
    if (error === null) answer.setResult(nbytes);
    else answer.setException(error);
  });
  return answer;
}
