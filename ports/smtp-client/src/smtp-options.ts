import type { SecureContext } from 'node:tls';
import type { InetAddress, Socket } from 'tsyncio';
import type { TimeLimit } from './time-limit.ts';
import { oneLine } from './wire-text.ts';

const SMTP_PORT = 25;
const SMTP_TLS_PORT = 465;
const SMTP_STARTTLS_PORT = 587;
const DEFAULT_TIMEOUT = 60_000;

/** What `undefined` leaves as it was; `null` takes back what was given before. */
export interface SmtpOptions {
  /** The server's name or address; `localhost` unless given. */
  readonly hostname?: string | null | undefined;
  /** 465 with `useTls`, 587 with `startTls: true`, else 25. */
  readonly port?: number | null | undefined;
  /** Log in after connecting. */
  readonly username?: string | Uint8Array | null | undefined;
  readonly password?: string | Uint8Array | null | undefined;
  /** What EHLO and HELO call this host; its full name unless given. */
  readonly localHostname?: string | null | undefined;
  /** Bind to this address before connecting. */
  readonly sourceAddress?: InetAddress | null | undefined;
  /** Milliseconds for connecting, and for each reply; 60,000 unless given, `null` for no limit. */
  readonly timeout?: TimeLimit | undefined;
  /** Speak TLS from the first byte. */
  readonly useTls?: boolean | undefined;
  /** After connecting: `true` demands STARTTLS, `false` forbids it, `null` (the default) uses it where the server offers it. */
  readonly startTls?: boolean | null | undefined;
  /** Refuse a server whose certificate cannot be verified; default true. */
  readonly validateCerts?: boolean | undefined;
  /** Path of a PEM file. */
  readonly clientCert?: string | null | undefined;
  /** Path of a PEM file; that of the certificate unless given. */
  readonly clientKey?: string | null | undefined;
  /** Instead of a certificate and key: made by `tls.createSecureContext`. */
  readonly tlsContext?: SecureContext | null | undefined;
  /** Path of a PEM file of certificate authorities, trusted beside Node's own. */
  readonly certBundle?: string | null | undefined;
  /** The name that the server's certificate must be for; `hostname` unless given. `''` skips the check of the name. */
  readonly serverHostname?: string | null | undefined;
  /** Connect to this Unix socket. */
  readonly socketPath?: string | null | undefined;
  /** Use this connected stream socket. The connection owns it from then on. */
  readonly sock?: Socket | null | undefined;
}

export function mergeOptions(before: SmtpOptions, given: SmtpOptions): SmtpOptions {
  const kept = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(kept) };
}

/** @throws {TypeError} for options that exclude each other. */
export function checkOptions(options: SmtpOptions): SmtpOptions {
  const { hostname, port, socketPath, sock, startTls, useTls, tlsContext, clientCert, localHostname, timeout } = options;
  if (startTls && useTls) throw new TypeError('startTls and useTls exclude each other: give startTls: false with useTls');
  if (tlsContext && clientCert) throw new TypeError('tlsContext and clientCert exclude each other: put the certificate into the context');
  if (sock && (hostname || port || socketPath)) throw new TypeError('sock excludes hostname, port and socketPath');
  if (socketPath && (hostname || port)) throw new TypeError('socketPath excludes hostname and port');
  if (localHostname) oneLine(localHostname, 'localHostname');
  if (hostname) oneLine(hostname, 'hostname');
  if (timeout !== undefined && timeout !== null && !(timeout > 0))
    throw new RangeError(`timeout must be milliseconds above 0, or null for no limit; got ${timeout}`);
  return options;
}

export function timeoutOf({ timeout = DEFAULT_TIMEOUT }: SmtpOptions): TimeLimit {
  return timeout;
}

export function hostnameOf({ hostname, sock, socketPath }: SmtpOptions): string | null {
  if (sock || socketPath) return null;
  return hostname ?? 'localhost';
}

export function portOf({ port, useTls, startTls }: SmtpOptions): number {
  if (port) return port;
  if (useTls) return SMTP_TLS_PORT;
  return startTls ? SMTP_STARTTLS_PORT : SMTP_PORT;
}

/** Where it connects to, for messages. */
export function describeServer(options: SmtpOptions): string {
  if (options.sock) return 'the given socket';
  return options.socketPath ?? `${hostnameOf(options)} on port ${portOf(options)}`;
}
