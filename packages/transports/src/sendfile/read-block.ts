import { readSync } from 'node:fs';
import { type Future, LoopError } from '@tsyncio/core';
import { isWouldBlock, LoopHandle, type LoopState, readAt, type SentFile } from '@tsyncio/core/area';

/** Read what comes next into `block`: of a regular file from `position`, off this thread. How many bytes; 0 at the end. */
export async function readBlock(
  state: LoopState,
  source: SentFile,
  block: Uint8Array,
  position: number,
  during: <T>(step: Future<T>) => Promise<T>,
): Promise<number> {
  if (source.isRegular) return during(readAt(state, source.file, block, position));
  for (;;) {
    await during(whenReadable(state, source.fd));
    try {
      return readSync(source.fd, block, 0, block.length, null);
    } catch (error) {
      if (!isWouldBlock(error)) throw error;
    }
  }
}

function whenReadable(state: LoopState, fd: number): Future<void> {
  const { readiness, loop } = state;
  if (readiness.isOwned(fd)) throw new LoopError('ERR_FD_IN_USE', `descriptor ${fd} is used by a transport: it cannot be sent as a file`);
  const ready = loop.createFuture<void>();
  const settle = (): void => {
    if (!ready.done()) ready.setResult();
  };
  const handle = new LoopHandle(state, state.baseCell, settle, []);
  try {
    readiness.setReader(fd, handle);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EPERM') throw error;
    settle(); // what cannot be watched is always ready
  }
  ready.addDoneCallback(() => readiness.removeReader(fd, handle));
  return ready;
}
