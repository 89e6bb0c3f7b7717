import { createSocket as createUdpSocket, type RemoteInfo as UdpRemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { type RemoteInfo, Socket } from './socket.ts';

/**
 * An open socket, which keeps the process alive until it is closed. `listener` is called with every message.
 *
 * The types `udp4` and `udp6` are passed on to `node:dgram`.
 *
 * @throws {TypeError} for another type; {@link SystemError} when the system gives no socket.
 */
export function createSocket(type: 'unix_dgram', listener?: (message: Buffer, info: RemoteInfo) => void): Socket;
export function createSocket(type: 'udp4' | 'udp6', listener?: (message: Buffer, info: UdpRemoteInfo) => void): UdpSocket;
export function createSocket(
  type: 'unix_dgram' | 'udp4' | 'udp6',
  listener?: ((message: Buffer, info: RemoteInfo) => void) | ((message: Buffer, info: UdpRemoteInfo) => void),
): Socket | UdpSocket {
  if (type === 'udp4' || type === 'udp6') return createUdpSocket(type, listener as (message: Buffer, info: UdpRemoteInfo) => void);
  return new Socket(type, listener as (message: Buffer, info: RemoteInfo) => void);
}
