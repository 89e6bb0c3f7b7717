import type { InetAddress } from './address.ts';
import type { ProtocolFactory, StreamProtocol } from './protocol.ts';
import type { Server } from './server.ts';
import type { Socket } from './socket.ts';
import type { Transport } from './transport.ts';

/** One answer of the resolver. @see Python `socket.getaddrinfo` */
export interface AddressInfo {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly canonname: string;
  readonly address: InetAddress;
}

export interface ConnectionOptions {
  /** A name or a numeric address. */
  host?: string;
  port?: number;
  /** AF_INET or AF_INET6 to use only that; 0 for both. */
  family?: number;
  proto?: number;
  /** AI_* flags of the resolver. */
  flags?: number;
  /** Use this connected stream socket instead of host and port. The transport owns it from then on. */
  sock?: Socket;
  /** Bind to this address first. */
  localAddr?: InetAddress;
  /** When every address failed, reject with an `AggregateError` of all errors. */
  allErrors?: boolean;
}

export interface ServerOptions {
  /** Where to listen: a name, an address, several of them; all interfaces unless given. */
  host?: string | readonly string[] | null;
  /** 0 takes a free port, one for each address. */
  port?: number;
  family?: number;
  /** AI_* flags of the resolver; AI_PASSIVE unless given. */
  flags?: number;
  /** Listen on this bound stream socket instead of host and port. */
  sock?: Socket;
  /** How many connections may wait to be accepted; default 100. */
  backlog?: number;
  /** SO_REUSEADDR; default true. */
  reuseAddress?: boolean;
  /** SO_REUSEPORT. */
  reusePort?: boolean;
  /** SO_KEEPALIVE. */
  keepAlive?: boolean;
  /** Accept at once; default true. Otherwise wait for `startServing` or `serveForever`. */
  startServing?: boolean;
}

/**
 * Loop methods of the transports area. Wrong arguments reject with a TypeError or RangeError; a failed system call with a
 * {@link SystemError}; then nothing is left open.
 */
export interface TransportApi {
  /**
   * Connect a stream to `host` and `port`, trying every address the name has. Resolves after `connectionMade`.
   *
   * @see asyncio `loop.create_connection`
   */
  createConnection<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectionOptions): Promise<readonly [Transport, P]>;
  /**
   * Listen for stream connections, each with a protocol of its own made by `factory`.
   *
   * @see asyncio `loop.create_server`
   */
  createServer<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ServerOptions): Promise<Server>;
  /**
   * Resolve a host and a port or service name by the system's resolver.
   *
   * Rejects with a {@link SystemError} with `syscall: 'getaddrinfo'` and code `ENOTFOUND` or `EAI_…`.
   *
   * @see asyncio `loop.getaddrinfo`
   */
  getaddrinfo(
    host: string | null,
    port: number | string | null,
    options?: { family?: number; type?: number; proto?: number; flags?: number },
  ): Promise<AddressInfo[]>;
}
