import { join } from 'node:path';
import type { EventLoop, InetAddress, Server, StreamProtocol, TlsOptions, Transport } from 'tsyncio';
import { newFolder } from '../temporary-folder.ts';
import { certificateFiles, certificates, serverName } from './certificates.ts';

/** Where the two sides of a test meet: TCP on 127.0.0.1, or a Unix socket. */
export interface Place {
  /** 0 for a free one. */
  readonly port?: number;
  readonly path?: string;
  /** Speak TLS: what Python needs to know of it. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string; readonly name: string };
}

export interface Carrier {
  readonly title: string;
  /** A new one for each test. */
  readonly place: () => Place;
}

let names = 0;

export const overTcp: Carrier = { title: 'TCP', place: () => ({ port: 0 }) };
export const overUnix: Carrier = { title: 'a Unix socket', place: () => ({ path: join(newFolder(), 'socket') }) };
export const overAbstract: Carrier = {
  title: 'a Unix socket without a file',
  place: () => ({ path: `\0tsyncio-${process.pid}-${names++}` }),
};

export const plainCarriers: readonly Carrier[] = [overTcp, overUnix, overAbstract];
export const tlsCarriers: readonly Carrier[] = [overTcp, overUnix].map(({ title, place }) => ({
  title: `TLS over ${title}`,
  place: () => withTls(place()),
}));

export function withTls(place: Place): Place {
  const files = certificateFiles();
  return { ...place, tls: { ca: files['ca.crt'], cert: files['server.crt'], key: files['server.key'], name: serverName } };
}

export function serverTls(): TlsOptions {
  const { 'server.crt': cert, 'server.key': key } = certificates();
  return { cert, key };
}

export function clientTls(): TlsOptions {
  return { ca: certificates()['ca.crt'] };
}

/** A server of ours at a place, and where it is. */
export async function serveAt(loop: EventLoop, place: Place, factory: () => StreamProtocol): Promise<readonly [Server, Place]> {
  const ssl = place.tls && { ssl: serverTls() };
  if (place.path !== undefined) return [await loop.createUnixServer(factory, { path: place.path, ...ssl }), place];
  const server = await loop.createServer(factory, { host: '127.0.0.1', port: place.port ?? 0, ...ssl });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  return [server, { ...place, port: address.port }];
}

/** A client of ours of whoever listens at a place. */
export async function connectTo<P extends StreamProtocol>(
  loop: EventLoop,
  place: Place,
  factory: () => P,
): Promise<readonly [Transport, P]> {
  const tls = place.tls && { ssl: clientTls(), serverHostname: serverName };
  if (place.path !== undefined) return await loop.createUnixConnection(factory, { path: place.path, ...tls });
  return await loop.createConnection(factory, { host: '127.0.0.1', port: place.port ?? 0, ...tls });
}
