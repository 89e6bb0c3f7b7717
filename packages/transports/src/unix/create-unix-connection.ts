import type { ProtocolFactory, Socket, SocketApi, StreamProtocol, Transport, UnixConnectionOptions } from '@tsyncio/core';
import { checkCall, type LoopState, type OptionNames, ownOptions, socketCallsOf } from '@tsyncio/core/area';
import { checkUnixStreamSocket } from '../check-options.ts';
import { connectOrClose } from '../connection/connect-first.ts';
import { openSocket } from '../connection/open-socket.ts';
import { openTransport } from '../connection/open-transport.ts';
import { CLIENT_TLS, planClientTls } from '../tls/tls-plan.ts';
import { checkPath, explain } from './check-path.ts';

const METHOD = 'createUnixConnection';
const OPTIONS: OptionNames<UnixConnectionOptions> = { path: true, sock: true, ...CLIENT_TLS };

/** Implements {@link TransportApi.createUnixConnection}. */
export async function createUnixConnection<P extends StreamProtocol>(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  factory: ProtocolFactory<P>,
  given: UnixConnectionOptions,
): Promise<readonly [Transport, P]> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD, OPTIONS);
  const tls = planClientTls(options, undefined);
  const sock =
    options.sock === undefined ? await connectToPath(state, sockConnect, options.path) : givenSocket(state, options, options.sock);
  return openTransport(state, sock, factory, tls);
}

function givenSocket(state: LoopState, { path }: UnixConnectionOptions, sock: Socket): Socket {
  if (path !== undefined) throw new TypeError('path and sock can not be specified at the same time');
  checkUnixStreamSocket(state, sock);
  return sock;
}

async function connectToPath(state: LoopState, sockConnect: SocketApi['sockConnect'], given: string | undefined): Promise<Socket> {
  if (given === undefined) throw new TypeError('no path and sock were specified');
  const path = checkPath(given);
  const { AF_UNIX = 1, SOCK_STREAM = 1 } = socketCallsOf(state.kernel).constants;
  const sock = openSocket(state, AF_UNIX, SOCK_STREAM, 0);
  try {
    await connectOrClose(sock, () => sockConnect(sock, path));
    return sock;
  } catch (error) {
    throw explain(error, path);
  }
}
