import type { Address, ProtocolFactory, Socket, StreamProtocol, Transport } from '@tsyncio/core';
import { checkProtocol, type LoopState } from '@tsyncio/core/area';
import type { TransportOwner } from '../base/transport-owner.ts';
import { closeQuietly } from '../connection/open-socket.ts';
import { refuseBlockingRun } from '../node-streams/refuse-blocking-run.ts';
import { type Carrier, carrierOfSocket } from './carrier.ts';
import { HostWork } from './host-work.ts';
import type { TlsPlan } from './tls-plan.ts';
import { tlsOver } from './tls-transport.ts';

/** A TLS transport and a protocol for a connected socket; resolves after the handshake and `connectionMade`. When it fails, the socket is closed. */
export async function openTlsTransport<P extends StreamProtocol>(
  state: LoopState,
  sock: Socket,
  factory: ProtocolFactory<P>,
  plan: TlsPlan,
  owner: TransportOwner | null = null,
): Promise<readonly [Transport, P]> {
  let protocol: P;
  let carrier: Carrier;
  const work = new HostWork(state);
  try {
    refuseBlockingRun(state, 'TLS');
    protocol = checkProtocol(factory());
    carrier = carrierOfSocket(state, sock, peerOf(sock), work);
  } catch (error) {
    closeQuietly(sock);
    throw error;
  }
  const transport = tlsOver({ state, carrier, plan, protocol, owner, work });
  try {
    await transport.open();
  } catch (error) {
    transport.abort();
    throw error;
  }
  return [transport, protocol];
}

function peerOf(sock: Socket): Address | undefined {
  try {
    return sock.getpeername();
  } catch {
    return undefined; // the peer has gone already: the handshake will tell
  }
}
