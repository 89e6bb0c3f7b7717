import { read, readSync } from 'node:fs';
import { LoopFuture } from '../future/loop-future.ts';
import type { FileLike } from '../interfaces/file-like.ts';
import type { Future } from '../interfaces/future.ts';
import type { LoopState } from '../loop/loop-state.ts';

/**
 * Read a regular file into `into` from `position`, off the thread of the loop; the result is how many bytes. A run that blocks has nobody to
 * bring the answer: it reads on its own thread.
 */
export function readAt(state: LoopState, file: FileLike, into: Uint8Array, position: number): Future<number> {
  const answer = new LoopFuture<number>(state);
  const begin = (): void => {
    if (!answer.done()) beginRead(state, answer, file, into, position);
  };
  // The run to come decides whether somebody will bring the answer.
  if (state.phase === 'idle') state.loop.callSoon(begin);
  else begin();
  return answer;
}

function beginRead(state: LoopState, answer: LoopFuture<number>, file: FileLike, into: Uint8Array, position: number): void {
  const settle = (error: unknown, nbytes: number): void => {
    if (answer.done() || state.phase === 'closed') return;
    if (error === null) answer.setResult(nbytes);
    else answer.setException(error);
  };
  try {
    if (state.blocking) settle(null, readSync(typeof file === 'number' ? file : file.fd, into, 0, into.length, position));
    else if (typeof file === 'number') read(file, into, 0, into.length, position, settle);
    // A handle is not closed while it is read: its number cannot become another file's.
    else
      file.read(into, 0, into.length, position).then(
        ({ bytesRead }) => settle(null, bytesRead),
        (error: unknown) => settle(error, 0),
      );
  } catch (error) {
    settle(error, 0);
  }
}
