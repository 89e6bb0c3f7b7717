import type { InetAddress } from './address.ts';
import type { Socket } from './socket.ts';
import type { TlsOptions, TlsTimeouts } from './tls-options.ts';

/** What every client connection may have. */
export interface ClientTlsOptions extends TlsTimeouts {
  /** Speak TLS; `true` with the usual options of `node:tls`. */
  ssl?: boolean | TlsOptions;
  /** The name that the server's certificate must be for, which is also sent to it (SNI); the host unless given. `''` sends none and skips the check of the name. */
  serverHostname?: string;
}

export interface ConnectionOptions extends ClientTlsOptions {
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
  /**
   * Happy Eyeballs (RFC 8305): begin with the next address when the one before has not answered after this many milliseconds. Unless given,
   * an address is tried when the one before has failed. A usual value is 250.
   */
  happyEyeballsDelay?: number;
  /** Alternate between address families, the first one getting this many addresses at the start; 1 with `happyEyeballsDelay`, otherwise 0: the resolver's order. */
  interleave?: number;
  /** When every address failed, reject with an `AggregateError` of all errors. */
  allErrors?: boolean;
}

export interface UnixConnectionOptions extends ClientTlsOptions {
  /** A path, or an abstract name that begins with `"\0"`. */
  path?: string;
  /** Use this connected Unix stream socket instead. The transport owns it from then on. */
  sock?: Socket;
}

export interface AcceptedSocketOptions extends TlsTimeouts {
  /** Speak TLS as its server. */
  ssl?: TlsOptions;
}

export interface StartTlsOptions extends TlsTimeouts {
  ssl: TlsOptions;
  /** Whether this is the server of the handshake; default false. */
  serverSide?: boolean;
  /** As in {@link ClientTlsOptions}. */
  serverHostname?: string;
}
