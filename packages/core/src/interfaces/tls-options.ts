import type { SecureContext, SecureContextOptions } from 'node:tls';

type SecureContextParts = Pick<
  SecureContextOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'ciphers' | 'minVersion' | 'maxVersion'
>;

/** What one side of a TLS connection is made with: the options of `node:tls`, with their meaning there. */
export interface TlsOptions extends SecureContextParts {
  /** Refuse a peer whose certificate cannot be verified; default true. A server asks for one only with `requestCert`. */
  rejectUnauthorized?: boolean;
  /** Servers: ask the client for a certificate. */
  requestCert?: boolean;
  /** The protocols to offer or to choose from, the preferred one first. */
  ALPNProtocols?: string[];
  /** Made by `tls.createSecureContext`, once for many connections; the options that make one are then ignored by `node:tls`. */
  secureContext?: SecureContext;
}

export interface TlsTimeouts {
  /** How long a TLS handshake may take, in milliseconds; default 60 000. */
  sslHandshakeTimeout?: number;
  /** How long the peer may take to answer the end of a TLS connection, in milliseconds; default 30 000. */
  sslShutdownTimeout?: number;
}
