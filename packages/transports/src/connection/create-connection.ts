import type { AddressInfo, ConnectionOptions, ProtocolFactory, Socket, SocketApi, StreamProtocol, Transport } from '@tsyncio/core';
import { checkPort, kindOf, type LoopState, socketCallsOf } from '@tsyncio/core/area';
import { checkCall, checkHost, checkStreamSocket, ownOptions, refuseUnsupported } from '../check-options.ts';
import { resolveHost } from '../dns/resolve-host.ts';
import { planClientTls } from '../tls/tls-plan.ts';
import { connectFirst } from './connect-first.ts';
import { openTransport } from './open-transport.ts';

const METHOD = 'createConnection';
const NOT_YET = ['happyEyeballsDelay', 'interleave'];

/** Implements {@link TransportApi.createConnection}. */
export async function createConnection<P extends StreamProtocol>(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  factory: ProtocolFactory<P>,
  given: ConnectionOptions,
): Promise<readonly [Transport, P]> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD);
  refuseUnsupported(options, NOT_YET, METHOD);
  const tls = planClientTls(options, options.host);
  const sock = options.sock === undefined ? await connectByName(state, sockConnect, options) : givenSocket(state, options, options.sock);
  return openTransport(state, sock, factory, tls);
}

function givenSocket(state: LoopState, { host, port }: ConnectionOptions, sock: Socket): Socket {
  if (host !== undefined || port !== undefined) throw new TypeError('host/port and sock can not be specified at the same time');
  checkStreamSocket(sock, socketCallsOf(state.kernel).constants);
  return sock;
}

async function connectByName(state: LoopState, sockConnect: SocketApi['sockConnect'], options: ConnectionOptions): Promise<Socket> {
  if (options.host === undefined && options.port === undefined)
    throw new TypeError('host and port was not specified and no sock specified');
  const host = options.host === undefined ? null : checkHost(options.host);
  const { SOCK_STREAM = 1 } = socketCallsOf(state.kernel).constants;
  const hints = { family: options.family ?? 0, type: SOCK_STREAM, proto: options.proto ?? 0, flags: options.flags ?? 0 };
  const remote = await resolveHost(state, host, checkPort(options.port ?? 0), hints);
  const local = await resolveLocal(state, options, hints);
  return connectFirst(state, sockConnect, remote, local, options.allErrors === true);
}

async function resolveLocal(
  state: LoopState,
  { localAddr }: ConnectionOptions,
  hints: Parameters<typeof resolveHost>[3],
): Promise<AddressInfo[] | null> {
  if (localAddr === undefined) return null;
  if (typeof localAddr !== 'object' || localAddr === null)
    throw new TypeError(`localAddr must be { host, port }, got ${kindOf(localAddr)}`);
  return resolveHost(state, checkHost(localAddr.host, 'localAddr.host'), checkPort(localAddr.port), hints);
}
