import { NotImplementedError, type ProtocolFactory, type Socket, type StreamProtocol, type Transport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import type { TransportOwner } from '../base/transport-owner.ts';
import type { TlsPlan } from './tls-plan.ts';

/** A TLS transport and a protocol for a connected socket; resolves after the handshake and `connectionMade`. When it fails, the socket is closed. */
export async function openTlsTransport<P extends StreamProtocol>(
  _state: LoopState,
  sock: Socket,
  _factory: ProtocolFactory<P>,
  _plan: TlsPlan,
  _owner: TransportOwner | null = null,
): Promise<readonly [Transport, P]> {
  sock.close();
  throw new NotImplementedError('TLS is not supported yet');
}
