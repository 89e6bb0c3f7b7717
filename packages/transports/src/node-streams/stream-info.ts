import { Socket as NodeSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Address } from '@tsyncio/core';
import { tlsInfo } from '../tls/tls-info.ts';
import { TransportDuplex } from './as-duplex.ts';

/** What can be known of a stream, for `getExtraInfo`. Its names are asked for at once: a closed socket has none. */
export function streamInfo(stream: Duplex): (name: string) => unknown {
  if (stream instanceof TransportDuplex) return (name) => stream.transport.getExtraInfo(name);
  if (!(stream instanceof NodeSocket)) return () => undefined;
  const known = new Map<string, unknown>([
    ['peername', addressOf(stream.remoteAddress, stream.remotePort)],
    ['sockname', addressOf(stream.localAddress, stream.localPort)],
    ...(stream instanceof TLSSocket ? tlsInfo(stream) : []),
  ]);
  return (name) => known.get(name);
}

/** Node tells no names of Unix sockets. */
function addressOf(host: string | undefined, port: number | undefined): Address | undefined {
  return host === undefined || port === undefined ? undefined : { host, port };
}
