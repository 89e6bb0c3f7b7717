import { type BaseProtocol, type FileLike, NotImplementedError, type ProtocolFactory, type WriteTransport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.connectWritePipe}. */
export async function connectWritePipe<P extends BaseProtocol>(
  _state: LoopState,
  _factory: ProtocolFactory<P>,
  _pipe: number | FileLike,
): Promise<readonly [WriteTransport, P]> {
  throw new NotImplementedError('connectWritePipe is not supported yet');
}
