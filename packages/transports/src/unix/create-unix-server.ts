import type { ProtocolFactory, Server, Socket, StreamProtocol, UnixServerOptions } from '@tsyncio/core';
import { checkCall, type LoopState, type OptionNames, ownOptions, socketCallsOf } from '@tsyncio/core/area';
import { checkSwitch, checkUnixStreamSocket } from '../check-options.ts';
import { closeQuietly, openSocket } from '../connection/open-socket.ts';
import { checkBacklog, LISTEN, openServer } from '../server/open-server.ts';
import { planServerTls } from '../tls/tls-plan.ts';
import { checkPath, explain } from './check-path.ts';
import { fileRemover, removeStale } from './socket-file.ts';

const METHOD = 'createUnixServer';
const OPTIONS: OptionNames<UnixServerOptions> = { path: true, sock: true, cleanupSocket: true, ...LISTEN };

/** Implements {@link TransportApi.createUnixServer}. */
export async function createUnixServer<P extends StreamProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  given: UnixServerOptions,
): Promise<Server> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD, OPTIONS);
  const tls = planServerTls(options);
  const backlog = checkBacklog(options.backlog);
  const startServing = checkSwitch(options.startServing, 'startServing', true);
  const cleanup = checkSwitch(options.cleanupSocket, 'cleanupSocket', true);
  const sock = options.sock === undefined ? bindToPath(state, options.path) : givenSocket(state, options, options.sock);
  const onClose = cleanup ? fileRemover(state, sock) : undefined;
  return openServer(state, [sock], { factory, backlog, tls, onClose }, startServing);
}

function givenSocket(state: LoopState, { path }: UnixServerOptions, sock: Socket): Socket {
  if (path !== undefined) throw new TypeError('path and sock can not be specified at the same time');
  checkUnixStreamSocket(state, sock);
  sock.setblocking(false);
  return sock;
}

function bindToPath(state: LoopState, given: string | undefined): Socket {
  if (given === undefined) throw new TypeError('path was not specified, and no sock specified');
  const path = checkPath(given);
  const { AF_UNIX = 1, SOCK_STREAM = 1 } = socketCallsOf(state.kernel).constants;
  const sock = openSocket(state, AF_UNIX, SOCK_STREAM, 0);
  try {
    removeStale(state, path);
    sock.bind(path);
    return sock;
  } catch (error) {
    closeQuietly(sock);
    throw explain(error, path);
  }
}
