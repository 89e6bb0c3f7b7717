import { read, readSync } from 'node:fs';
import { type FileLike, type Future, LoopError } from '@tsyncio/core';
import { isWouldBlock, LoopHandle, type LoopState, type SentFile } from '@tsyncio/core/area';

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

function readAt(state: LoopState, file: FileLike, block: Uint8Array, position: number): Future<number> {
  const answer = state.loop.createFuture<number>();
  const settle = (error: unknown, nbytes: number): void => {
    if (answer.done() || state.phase === 'closed') return;
    if (error === null) answer.setResult(nbytes);
    else answer.setException(error);
  };
  if (typeof file === 'number') read(file, block, 0, block.length, position, settle);
  // A handle is not closed while it is read: its number cannot become another file's.
  else
    file.read(block, 0, block.length, position).then(
      ({ bytesRead }) => settle(null, bytesRead),
      (error: unknown) => settle(error, 0),
    );
  return answer;
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
