import { readSync } from 'node:fs';
import type { Future } from '@tsyncio/core';
import { isWouldBlock, LoopFuture, type LoopState } from '@tsyncio/core/area';
import { AGAIN, whenDescriptorReadable } from './when-ready.ts';

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
