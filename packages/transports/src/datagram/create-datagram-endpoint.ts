import type { DatagramEndpointOptions, DatagramProtocol, DatagramTransport, Future, ProtocolFactory, Socket } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { checkCall, checkProtocol, kindOf, type LoopState, type OptionNames, ownOptions, socketCallsOf } from '@tsyncio/core/area';
import { startOpening } from '../base/start-opening.ts';
import { checkSwitch } from '../check-options.ts';
import { closeQuietly } from '../connection/open-socket.ts';
import { datagramCandidates } from './datagram-candidates.ts';
import { DatagramTransport as Transport } from './datagram-transport.ts';
import { type OpenDatagramSocket, openFirst } from './open-datagram-socket.ts';

const METHOD = 'createDatagramEndpoint';
const OPTIONS: OptionNames<DatagramEndpointOptions> = {
  localAddr: true,
  remoteAddr: true,
  family: true,
  proto: true,
  flags: true,
  reusePort: true,
  allowBroadcast: true,
  sock: true,
};
/** What belongs to making a socket, and does not go with one that is made. */
const OF_NEW_SOCKETS = ['localAddr', 'remoteAddr', 'family', 'proto', 'flags', 'reusePort', 'allowBroadcast'] as const;

/** Implements {@link TransportApi.createDatagramEndpoint}. */
export async function createDatagramEndpoint<P extends DatagramProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  given: DatagramEndpointOptions,
): Promise<readonly [DatagramTransport, P]> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD, OPTIONS);
  const opened =
    options.sock === undefined ? await openNew(state, options) : { sock: givenSocket(state, options, options.sock), remembered: undefined };
  const { transport, protocol, started } = startTransport(state, opened, factory);
  try {
    await started;
  } catch (error) {
    transport.close();
    throw error;
  }
  return [transport, protocol];
}

async function openNew(state: LoopState, options: DatagramEndpointOptions): Promise<OpenDatagramSocket> {
  const switches = {
    reusePort: checkSwitch(options.reusePort, 'reusePort', false),
    allowBroadcast: checkSwitch(options.allowBroadcast, 'allowBroadcast', false),
  };
  return openFirst(state, await datagramCandidates(state, options), switches);
}

function givenSocket(state: LoopState, options: DatagramEndpointOptions, sock: Socket): Socket {
  const others = OF_NEW_SOCKETS.filter((name) => options[name]);
  if (others.length > 0) throw new TypeError(`${others.join(', ')} cannot be given together with sock: set them on the socket itself`);
  if (typeof sock !== 'object' || sock === null || typeof sock.fileno !== 'function')
    throw new TypeError(`sock must be a socket, got ${kindOf(sock)}`);
  const { SOCK_STREAM = 1 } = socketCallsOf(state.kernel).constants;
  if (sock.type === SOCK_STREAM) throw new TypeError(`a datagram socket was expected, got one of type ${sock.type}`);
  if (sock.fileno() < 0) throw new TypeError('an open socket was expected, got one that is closed or detached');
  if (state.readiness.isOwned(sock.fileno()))
    throw new LoopError('ERR_FD_IN_USE', `the socket of descriptor ${sock.fileno()} is used by a transport already`);
  return sock;
}

/** When it fails, the socket is closed. */
function startTransport<P extends DatagramProtocol>(
  state: LoopState,
  { sock, remembered }: OpenDatagramSocket,
  factory: ProtocolFactory<P>,
): { readonly transport: Transport; readonly protocol: P; readonly started: Future<void> } {
  try {
    const protocol = checkProtocol(factory());
    sock.setblocking(false);
    const transport = new Transport({ state, sock, protocol, peername: peerOf(sock), remembered });
    return { transport, protocol, started: startOpening(state, transport) };
  } catch (error) {
    closeQuietly(sock);
    throw error;
  }
}

function peerOf(sock: Socket): ReturnType<Socket['getpeername']> | undefined {
  try {
    return sock.getpeername();
  } catch {
    return undefined; // it is connected to nobody
  }
}
