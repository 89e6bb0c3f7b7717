import type { Address, DatagramEndpointOptions, Socket } from '@tsyncio/core';
import { KernelSocket, type LoopState, SystemError, socketCallsOf, systemError } from '@tsyncio/core/area';
import { removeStale } from '../unix/socket-file.ts';
import type { DatagramCandidate } from './datagram-candidates.ts';

export interface OpenDatagramSocket {
  readonly sock: Socket;
  /** Where to send to when the socket is not connected. */
  readonly remembered: Address | undefined;
}

type Options = Required<Pick<DatagramEndpointOptions, 'reusePort' | 'allowBroadcast'>>;

/** A socket for the first candidate that works. @throws the first error when none does. */
export function openFirst(state: LoopState, candidates: readonly DatagramCandidate[], options: Options): OpenDatagramSocket {
  const errors: SystemError[] = [];
  for (const candidate of candidates) {
    try {
      return openOne(state, candidate, options);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      errors.push(error);
    }
  }
  throw errors[0];
}

function openOne(state: LoopState, { family, proto, local, remote }: DatagramCandidate, options: Options): OpenDatagramSocket {
  const calls = socketCallsOf(state.kernel);
  const { AF_UNIX = 1, SOCK_DGRAM = 2 } = calls.constants;
  const fd = calls.open(family, SOCK_DGRAM, proto);
  if (fd < 0) throw systemError(fd, 'socket');
  const sock = new KernelSocket(calls, fd, family, SOCK_DGRAM, proto);
  try {
    setOptions(sock, calls.constants, options);
    if (local !== undefined) {
      if (family === AF_UNIX && local !== '') removeStale(state, local as string);
      sock.bind(local);
    }
    const connects = remote !== undefined && !options.allowBroadcast;
    if (connects) sock.connect(remote);
    return { sock, remembered: connects ? undefined : remote };
  } catch (error) {
    sock.close();
    throw error;
  }
}

function setOptions(
  sock: Socket,
  { SOL_SOCKET = 1, SO_BROADCAST = 6, SO_REUSEPORT }: Readonly<Record<string, number>>,
  options: Options,
): void {
  if (options.reusePort) {
    if (SO_REUSEPORT === undefined) throw new RangeError('reusePort is not supported on this platform');
    sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
  }
  if (options.allowBroadcast) sock.setsockopt(SOL_SOCKET, SO_BROADCAST, 1);
}
