/**
 * Unix datagram sockets with the interface of the npm package `unix-dgram`.
 *
 * @packageDocumentation
 */

export type { CongestionError } from './congestion-error.ts';
export { createSocket } from './create-socket.ts';
export { type RemoteInfo, type SendCallback, Socket, type SocketEvents } from './socket.ts';
