import { constants as constantsOfSystem, endianness } from 'node:os';
import { NotImplementedError, type Socket, type SocketAddress } from '@tsyncio/core';
import { kindOf, systemError } from '@tsyncio/core/area';
import { constants } from './constants.ts';

/** Who connected a Unix socket, or made the pair: as of that moment. */
export interface PeerCredentials {
  /** Its process; 0 when it is in another pid namespace. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

const LITTLE = endianness() === 'LE';
/** `struct ucred`: three 32-bit numbers. */
const SIZE = 12;

/**
 * The process at the other end of a connected Unix socket, as the system vouches for it (SO_PEERCRED).
 *
 * @throws {@link NotImplementedError} where the system has no SO_PEERCRED; {@link SystemError} for a socket that has no such peer.
 */
export function peerCredentials(sock: Socket<SocketAddress>): PeerCredentials {
  if (typeof sock?.getsockopt !== 'function') throw new TypeError(`peerCredentials needs a socket, got ${kindOf(sock)}`);
  const { SOL_SOCKET, SO_PEERCRED } = constants;
  if (SOL_SOCKET === undefined || SO_PEERCRED === undefined)
    throw new NotImplementedError(`this system (${process.platform}) does not tell the credentials of a peer by SO_PEERCRED`);
  const value = sock.getsockopt(SOL_SOCKET, SO_PEERCRED, SIZE);
  const view = new DataView(value.buffer, value.byteOffset, SIZE);
  const [pid, uid, gid] = [0, 4, 8].map((offset) => view.getInt32(offset, LITTLE)) as [number, number, number];
  if (pid === 0 && uid === -1)
    throw systemError(-constantsOfSystem.errno.ENOTCONN, 'getsockopt', { reason: 'the socket has no such peer' });
  return { pid, uid: uid >>> 0, gid: gid >>> 0 };
}
