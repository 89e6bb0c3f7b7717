import { type FileLike, NotImplementedError, type ProtocolFactory, type ReadTransport, type StreamProtocol } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.connectReadPipe}. */
export async function connectReadPipe<P extends StreamProtocol>(
  _state: LoopState,
  _factory: ProtocolFactory<P>,
  _pipe: number | FileLike,
): Promise<readonly [ReadTransport, P]> {
  throw new NotImplementedError('connectReadPipe is not supported yet');
}
