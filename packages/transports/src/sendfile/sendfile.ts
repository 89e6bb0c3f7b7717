import { type FileLike, NotImplementedError, type SendfileOptions, type WriteTransport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.sendfile}. */
export async function sendfile(
  _state: LoopState,
  _transport: WriteTransport,
  _file: FileLike,
  _options: SendfileOptions = {},
): Promise<number> {
  throw new NotImplementedError('sendfile is not supported yet');
}
