import {
  NotImplementedError,
  type ProtocolFactory,
  type SocketApi,
  type StreamProtocol,
  type Transport,
  type UnixConnectionOptions,
} from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.createUnixConnection}. */
export async function createUnixConnection<P extends StreamProtocol>(
  _state: LoopState,
  _sockConnect: SocketApi['sockConnect'],
  _factory: ProtocolFactory<P>,
  _given: UnixConnectionOptions,
): Promise<readonly [Transport, P]> {
  throw new NotImplementedError('createUnixConnection is not supported yet');
}
