import type { Address, Future, ProtocolFactory, Socket, StreamProtocol, Transport } from '@tsyncio/core';
import { checkProtocol, type LoopState, socketCallsOf } from '@tsyncio/core/area';
import { startOpening } from '../base/start-opening.ts';
import { StreamTransport } from '../stream/stream-transport.ts';
import { openTlsTransport } from '../tls/open-tls-transport.ts';
import type { TlsPlan } from '../tls/tls-plan.ts';
import { closeQuietly } from './open-socket.ts';

/** A transport and a protocol for a connected socket; resolves after `connectionMade`. When it fails, the socket is closed. */
export async function openTransport<P extends StreamProtocol>(
  state: LoopState,
  sock: Socket,
  factory: ProtocolFactory<P>,
  tls: TlsPlan | null = null,
): Promise<readonly [Transport, P]> {
  let protocol: P;
  let transport: StreamTransport;
  let opened: Future<void>;
  try {
    sock.setblocking(false);
    setNoDelay(state, sock);
    if (tls !== null) return openTlsTransport(state, sock, factory, tls);
    protocol = checkProtocol(factory());
    transport = new StreamTransport({ state, sock, protocol, peername: peerOf(sock) });
    opened = startOpening(state, transport);
  } catch (error) {
    closeQuietly(sock);
    throw error;
  }
  try {
    await opened;
  } catch (error) {
    transport.close();
    throw error;
  }
  return [transport, protocol];
}

/** What a protocol writes leaves at once, as asyncio does it for TCP. */
export function setNoDelay(state: LoopState, sock: Socket): void {
  const { AF_INET = 2, AF_INET6 = 10, IPPROTO_TCP = 6, TCP_NODELAY = 1 } = socketCallsOf(state.kernel).constants;
  if (sock.family === AF_INET || sock.family === AF_INET6) sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
}

function peerOf(sock: Socket): Address | undefined {
  try {
    return sock.getpeername();
  } catch {
    return undefined; // the peer has gone already: reading will tell
  }
}
