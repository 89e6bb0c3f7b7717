import {
  type AcceptedSocketOptions,
  NotImplementedError,
  type ProtocolFactory,
  type Socket,
  type StreamProtocol,
  type Transport,
} from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.connectAcceptedSocket}. */
export async function connectAcceptedSocket<P extends StreamProtocol>(
  _state: LoopState,
  _factory: ProtocolFactory<P>,
  _sock: Socket,
  _given: AcceptedSocketOptions = {},
): Promise<readonly [Transport, P]> {
  throw new NotImplementedError('connectAcceptedSocket is not supported yet');
}
