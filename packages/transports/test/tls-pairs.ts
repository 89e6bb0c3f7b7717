import type { Socket, StreamProtocol, TlsOptions, Transport } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { socketpair } from '@tsyncio/sockets';
import { type Certificates, identity } from '../../../test-support/certificates.ts';
import type { TransportOwner } from '../src/base/transport-owner.ts';
import { openTlsTransport } from '../src/tls/open-tls-transport.ts';
import { planServerTls } from '../src/tls/tls-plan.ts';
import { Recorder } from './recorder.ts';
import type { TestLoop } from './with-loop.ts';

export interface ServerSide {
  readonly ssl: TlsOptions;
  readonly sslHandshakeTimeout?: number;
  readonly sslShutdownTimeout?: number;
  readonly owner?: TransportOwner | null;
}

/** The server's side of a TLS connection over `sock`. */
export async function serveTls<P extends StreamProtocol>(
  loop: TestLoop,
  sock: Socket,
  protocol: P,
  { owner = null, ...options }: ServerSide,
): Promise<readonly [Transport, P]> {
  const plan = planServerTls(options);
  if (plan === null) throw new Error('ssl is missing');
  return openTlsTransport(stateOf(loop), sock, () => protocol, plan, owner);
}

export interface PairOptions {
  readonly server?: Partial<ServerSide>;
  readonly client?: { ssl?: TlsOptions; serverHostname?: string; sslHandshakeTimeout?: number; sslShutdownTimeout?: number };
  readonly left?: StreamProtocol;
  readonly right?: StreamProtocol;
}

/** Two recorders over TLS, the left one the client, on the two ends of a socket pair unless given others. */
export async function openTlsPair(
  loop: TestLoop,
  certificates: Certificates,
  { server = {}, client = {}, left = new Recorder(), right = new Recorder() }: PairOptions = {},
  [one, other]: readonly [Socket, Socket] = socketpair(),
): Promise<{ client: Transport; server: Transport }> {
  const { ca, server: own } = certificates;
  const serving = serveTls(loop, other, right, { ssl: identity(own), ...server });
  const connecting = loop.createConnection(() => left, { sock: one, ssl: { ca }, serverHostname: 'localhost', ...client });
  const [[clientTransport], [serverTransport]] = await Promise.all([connecting, serving]);
  return { client: clientTransport, server: serverTransport };
}
