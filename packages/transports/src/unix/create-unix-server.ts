import { NotImplementedError, type ProtocolFactory, type Server, type StreamProtocol, type UnixServerOptions } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.createUnixServer}. */
export async function createUnixServer<P extends StreamProtocol>(
  _state: LoopState,
  _factory: ProtocolFactory<P>,
  _given: UnixServerOptions,
): Promise<Server> {
  throw new NotImplementedError('createUnixServer is not supported yet');
}
