import type { Duplex } from 'node:stream';
import type { Address, Socket, Transport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { NO_PROTOCOL } from '../base/lost-connection.ts';
import { nameOf } from '../base/name-of.ts';
import { TransportDuplex } from '../node-streams/as-duplex.ts';
import { StreamTransport } from '../stream/stream-transport.ts';
import { DescriptorStream } from './descriptor-stream.ts';
import type { HostWork } from './host-work.ts';

/** What a TLS connection runs over. */
export interface Carrier {
  readonly stream: Duplex;
  /** What `getExtraInfo` says of it. */
  readonly info: (name: string) => unknown;
  /** Drop what was not sent. Its stream is destroyed next. */
  readonly abort: () => void;
  /** Call `then` once it is closed, after its stream was destroyed. */
  readonly whenClosed: (then: () => void) => void;
}

/** A connected socket: node:tls has it for itself where it can, otherwise a transport reads and writes it. */
export function carrierOfSocket(state: LoopState, sock: Socket, peername: Address | undefined, work: HostWork): Carrier {
  sock.setblocking(false);
  if (state.kernel.native !== true) return carrierOfTransport(openBelow(state, sock, peername), work);
  const sockname = nameOf(sock);
  const stream = new DescriptorStream(state, sock);
  stream.on('error', () => {}); // the TLS socket tells it
  const known = new Map<string, unknown>([
    ['socket', stream.socket],
    ['peername', peername],
    ['sockname', sockname],
  ]);
  // To destroy it is to close the descriptor.
  return { stream, info: (name) => known.get(name), abort: () => {}, whenClosed: (then) => then() };
}

/** Any transport that reads and writes. */
export function carrierOfTransport(transport: Transport, work: HostWork): Carrier {
  // When it closed by itself, node:tls would drop what it has decrypted and nobody has read yet.
  const stream = new TransportDuplex(transport, () => work.touch(), false);
  stream.on('error', () => {});
  const whenClosed = (then: () => void): void => void (stream.closed ? then() : stream.once('close', then));
  return { stream, info: (name) => transport.getExtraInfo(name), abort: () => transport.abort(), whenClosed };
}

function openBelow(state: LoopState, sock: Socket, peername: Address | undefined): Transport {
  const transport = new StreamTransport({ state, sock, protocol: NO_PROTOCOL, peername });
  transport.start();
  return transport;
}
