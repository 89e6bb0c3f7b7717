import {
  type DatagramEndpointOptions,
  type DatagramProtocol,
  type DatagramTransport,
  NotImplementedError,
  type ProtocolFactory,
} from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.createDatagramEndpoint}. */
export async function createDatagramEndpoint<P extends DatagramProtocol>(
  _state: LoopState,
  _factory: ProtocolFactory<P>,
  _given: DatagramEndpointOptions,
): Promise<readonly [DatagramTransport, P]> {
  throw new NotImplementedError('createDatagramEndpoint is not supported yet');
}
