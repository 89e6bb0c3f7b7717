import { isIP } from 'node:net';
import type { InetAddress, Socket, SocketAddress } from '@tsyncio/core';
import { checkPort, type LoopState, pendingError, queryResolver, socketCallsOf, systemError } from '@tsyncio/core/area';
import { AGAIN, whenWritable } from './when-ready.ts';

/** Implements `sockConnect`. A host that is a name is resolved first. */
export function sockConnect<A extends SocketAddress>(state: LoopState, sock: Socket<A>, address: A): PromiseLike<void> {
  if (!isNamed(address)) return connect(state, sock, address);
  return resolve(state, sock, address).then((numeric) => connect(state, sock as Socket<SocketAddress>, numeric));
}

/** Whether it has to be resolved; what is no address at all is for the socket to refuse. */
function isNamed(address: SocketAddress): address is InetAddress {
  if (typeof address !== 'object' || address === null || !('host' in address) || typeof address.host !== 'string') return false;
  return address.host !== '' && isIP(address.host) === 0;
}

function connect<A extends SocketAddress>(state: LoopState, sock: Socket<A>, address: A): PromiseLike<void> {
  let started = false;
  return whenWritable<void>(state, sock, 'connect', () => {
    const { constants } = socketCallsOf(state.kernel);
    if (!started) {
      started = true;
      return start(sock, address);
    }
    const error = pendingError(sock, constants);
    if (error !== 0) throw systemError(error, 'connect', { address });
    return undefined;
  });
}

function start<A extends SocketAddress>(sock: Socket<A>, address: A): undefined | typeof AGAIN {
  try {
    sock.connect(address);
    return undefined;
  } catch (error) {
    // EAGAIN, a Unix socket whose queue is full, is no connection on its way: it fails.
    if ((error as { code?: string }).code === 'EINPROGRESS') return AGAIN;
    throw error;
  }
}

async function resolve(
  state: LoopState,
  { family, type, proto }: Pick<Socket, 'family' | 'type' | 'proto'>,
  { host, port: wanted }: InetAddress,
): Promise<InetAddress> {
  const port = checkPort(wanted);
  const answers = await queryResolver(state, { host, service: String(port), family, type, proto, flags: 0 });
  const [first] = answers;
  if (first === undefined) throw systemError(-2, 'getaddrinfo', { reason: `no address for ${host}` });
  return first.address;
}
