import type { ProtocolFactory, Server, ServerOptions, Socket, StreamProtocol } from '@tsyncio/core';
import { checkCall, checkInteger, checkPort, type LoopState, type OptionNames, ownOptions, socketCallsOf } from '@tsyncio/core/area';
import { checkHost, checkStreamSocket, checkSwitch } from '../check-options.ts';
import { resolveHost } from '../dns/resolve-host.ts';
import { planServerTls } from '../tls/tls-plan.ts';
import { bindAll } from './bind-all.ts';
import { checkBacklog, LISTEN, openServer } from './open-server.ts';

const METHOD = 'createServer';
const OPTIONS: OptionNames<ServerOptions> = {
  host: true,
  port: true,
  family: true,
  flags: true,
  sock: true,
  reuseAddress: true,
  reusePort: true,
  keepAlive: true,
  ...LISTEN,
};
const HOSTS = 'a string or a list of strings';

/** Implements {@link TransportApi.createServer}. */
export async function createServer<P extends StreamProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  given: ServerOptions,
): Promise<Server> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD, OPTIONS);
  const tls = planServerTls(options);
  const backlog = checkBacklog(options.backlog);
  const startServing = checkSwitch(options.startServing, 'startServing', true);
  const sockets = options.sock === undefined ? await bindByName(state, options) : [givenSocket(state, options, options.sock)];
  return openServer(state, sockets, { factory, backlog, tls }, startServing);
}

function givenSocket(state: LoopState, { host, port }: ServerOptions, sock: Socket): Socket {
  if (host != null || port !== undefined) throw new TypeError('host/port and sock can not be specified at the same time');
  checkStreamSocket(state, sock);
  sock.setblocking(false);
  return sock;
}

async function bindByName(state: LoopState, options: ServerOptions): Promise<Socket[]> {
  if (options.host == null && options.port === undefined) throw new TypeError('neither host/port nor sock were specified');
  const { SOCK_STREAM = 1, AI_PASSIVE = 1 } = socketCallsOf(state.kernel).constants;
  const family = checkInteger('family', options.family ?? 0);
  const hints = { family, type: SOCK_STREAM, proto: 0, flags: checkInteger('flags', options.flags ?? AI_PASSIVE) };
  const port = checkPort(options.port ?? 0);
  const switches = {
    reuseAddress: checkSwitch(options.reuseAddress, 'reuseAddress', true),
    reusePort: checkSwitch(options.reusePort, 'reusePort', false),
    keepAlive: checkSwitch(options.keepAlive, 'keepAlive', false),
  };
  const answers = await Promise.all(hostsOf(options.host).map((host) => resolveHost(state, host, port, hints)));
  return bindAll(state, answers.flat(), switches);
}

function hostsOf(host: ServerOptions['host']): readonly (string | null)[] {
  if (host == null) return [null];
  const hosts = Array.isArray(host) ? host : [host];
  if (hosts.length === 0) throw new TypeError(`host must be ${HOSTS}, got an empty list`);
  return hosts.map((name) => (checkHost(name, 'host', HOSTS) === '' ? null : name));
}
