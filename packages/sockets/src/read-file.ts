import { read, readSync } from 'node:fs';
import type { FileLike, Future } from '@tsyncio/core';
import { isWouldBlock, LoopFuture, type LoopState } from '@tsyncio/core/area';
import { AGAIN, whenDescriptorReadable } from './when-ready.ts';

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

/** Read what comes next of a file without positions, once there is something or its end. Nothing is taken after the future was cancelled. */
export function readNext(state: LoopState, fd: number, into: Uint8Array): Future<number> {
  let ready = false;
  const waited = whenDescriptorReadable<number>(state, fd, 'read', () => {
    if (!ready) {
      ready = true;
      return AGAIN;
    }
    return readNow(fd, into);
  });
  // What cannot be watched is always ready.
  if (!waited.done() || (waited.exception() as { code?: string } | null)?.code !== 'EPERM') return waited;
  const answer = new LoopFuture<number>(state);
  try {
    answer.setResult(readSync(fd, into, 0, into.length, null));
  } catch (error) {
    answer.setException(error);
  }
  return answer;
}

function readNow(fd: number, into: Uint8Array): number | typeof AGAIN {
  try {
    return readSync(fd, into, 0, into.length, null);
  } catch (error) {
    if (isWouldBlock(error)) return AGAIN;
    throw error;
  }
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
