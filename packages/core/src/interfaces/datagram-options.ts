import type { Address } from './address.ts';
import type { Socket } from './socket.ts';

export interface DatagramEndpointOptions {
  /** Where to receive: `{ host, port }`, or the path of a Unix socket. */
  localAddr?: Address;
  /** The peer: what others send is not received, and `sendto` needs no address. */
  remoteAddr?: Address;
  /** AF_INET or AF_INET6 to use only that; AF_UNIX; required without any address. */
  family?: number;
  proto?: number;
  /** AI_* flags of the resolver. */
  flags?: number;
  /** SO_REUSEPORT. */
  reusePort?: boolean;
  /** SO_BROADCAST; `remoteAddr` is then only where `sendto` sends to. */
  allowBroadcast?: boolean;
  /** Use this datagram socket instead of all of these. The transport owns it from then on. */
  sock?: Socket;
}
