/**
 * Raw sockets, and readiness of any descriptor.
 *
 * @packageDocumentation
 */
export { sockets } from './area.ts';
export { constants } from './constants.ts';
export { type PeerCredentials, peerCredentials } from './peer-credentials.ts';
export { type SocketOptions, socket, socketpair } from './socket.ts';
