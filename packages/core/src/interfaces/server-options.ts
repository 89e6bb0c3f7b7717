import type { Socket } from './socket.ts';
import type { TlsOptions, TlsTimeouts } from './tls-options.ts';

/** What servers of every family have. */
export interface ListenOptions extends TlsTimeouts {
  /** How many connections may wait to be accepted; default 100. */
  backlog?: number;
  /** Speak TLS. */
  ssl?: TlsOptions;
  /** Accept at once; default true. Otherwise wait for `startServing` or `serveForever`. */
  startServing?: boolean;
}

export interface ServerOptions extends ListenOptions {
  /** Where to listen: a name, an address, several of them; all interfaces unless given. */
  host?: string | readonly string[] | null;
  /** 0 takes a free port, one for each address. */
  port?: number;
  family?: number;
  /** AI_* flags of the resolver; AI_PASSIVE unless given. */
  flags?: number;
  /** Listen on this bound stream socket instead of host and port. */
  sock?: Socket;
  /** SO_REUSEADDR; default true. */
  reuseAddress?: boolean;
  /** SO_REUSEPORT. */
  reusePort?: boolean;
  /** SO_KEEPALIVE. */
  keepAlive?: boolean;
}

export interface UnixServerOptions extends ListenOptions {
  /** Where to listen: a path, from which a socket that is there already is removed, or an abstract name that begins with `"\0"`. */
  path?: string;
  /** Listen on this bound Unix stream socket instead. */
  sock?: Socket;
  /** Remove the socket's path when the server closes, unless another socket has it by then; default true. */
  cleanupSocket?: boolean;
}
