import { randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { ClientTlsOptions, StartTlsOptions, TlsOptions, TlsTimeouts } from '@tsyncio/core';
import { kindOf, type OptionNames, ownOptions } from '@tsyncio/core/area';
import { checkSwitch } from '../check-options.ts';

const HANDSHAKE_TIMEOUT = 60_000;
const SHUTDOWN_TIMEOUT = 30_000;
const TIMEOUTS = ['sslHandshakeTimeout', 'sslShutdownTimeout'] as const;

/** For the options of servers, which `ssl` and the times belong to. */
export const SERVER_TLS: OptionNames<TlsTimeouts & { ssl?: TlsOptions }> = {
  ssl: true,
  sslHandshakeTimeout: true,
  sslShutdownTimeout: true,
};
/** For those of clients. */
export const CLIENT_TLS: OptionNames<ClientTlsOptions> = { ...SERVER_TLS, serverHostname: true };

/** How a connection is going to speak TLS; the times are in milliseconds. */
export interface TlsPlan {
  readonly options: TlsOptions;
  /** Made of them, once for all connections of a server. */
  readonly context: SecureContext;
  readonly serverSide: boolean;
  /** The name that the peer's certificate must be for; `''` for any. */
  readonly serverHostname: string;
  readonly handshakeTimeout: number;
  readonly shutdownTimeout: number;
}

/** What a client asked for; `null` without TLS. @throws {TypeError} or {@link RangeError} naming the option that is wrong. */
export function planClientTls(options: ClientTlsOptions, host: string | undefined): TlsPlan | null {
  const { ssl, serverHostname } = options;
  if (ssl === undefined || ssl === false) {
    if (serverHostname !== undefined) throw new TypeError('serverHostname is only meaningful with ssl');
    refuseTimeouts(options);
    return null;
  }
  const name = serverHostname ?? host;
  if (name === undefined || (serverHostname === undefined && host === '')) {
    throw new TypeError("serverHostname must be given when ssl is used without a host: '' skips the check of the name");
  }
  return planTls(ssl === true ? {} : ssl, { ...options, serverHostname: name, serverSide: false });
}

/** What a server asked for; `null` without TLS. @throws as above. */
export function planServerTls(options: TlsTimeouts & { ssl?: TlsOptions }): TlsPlan | null {
  if (options.ssl !== undefined) return planTls(options.ssl, { ...options, serverHostname: '', serverSide: true });
  refuseTimeouts(options);
  return null;
}

/** What `startTls` is asked for. @throws as above. */
export function planStartTls({ ssl, serverSide = false, serverHostname, ...times }: StartTlsOptions): TlsPlan {
  if (typeof serverSide !== 'boolean') throw new TypeError(`serverSide must be true or false, got ${kindOf(serverSide)}`);
  if (serverSide && serverHostname !== undefined) throw new TypeError('serverHostname is only meaningful for the client of a handshake');
  if (!serverSide && serverHostname === undefined && ownOptions(ssl, 'ssl').rejectUnauthorized !== false)
    throw new TypeError("serverHostname must be given to a client of startTls: '' skips the check of the name");
  return planTls(ssl, { ...times, serverSide, serverHostname: serverHostname ?? '' });
}

/** @throws {TypeError} unless they are options of TLS, whichever. */
export function checkTlsOptions(ssl: TlsOptions): void {
  if (typeof ssl !== 'object' || ssl === null) throw new TypeError(`ssl must be an object of TLS options, got ${kindOf(ssl)}`);
}

function planTls(
  ssl: TlsOptions,
  { serverSide, serverHostname, ...times }: TlsTimeouts & { serverSide: boolean; serverHostname: string },
): TlsPlan {
  checkTlsOptions(ssl);
  if (typeof serverHostname !== 'string') throw new TypeError(`serverHostname must be a string, got ${kindOf(serverHostname)}`);
  // Without its dot it would be '', which checks none.
  if (serverHostname === '.') throw new TypeError("serverHostname must be the name of a host, got '.'");
  const handshakeTimeout = checkTimeout(times.sslHandshakeTimeout ?? HANDSHAKE_TIMEOUT, 'sslHandshakeTimeout');
  const shutdownTimeout = checkTimeout(times.sslShutdownTimeout ?? SHUTDOWN_TIMEOUT, 'sslShutdownTimeout');
  const options = ownOptions(ssl, 'ssl');
  checkFunction(options, 'checkServerIdentity');
  // Each decides whether a peer is looked at: none may mean something else than it does for node:tls.
  checkSwitch(options.requestCert, 'ssl.requestCert', false);
  checkSwitch(options.rejectUnauthorized, 'ssl.rejectUnauthorized', true);
  return { options, context: contextOf(options, serverSide), serverSide, serverHostname, handshakeTimeout, shutdownTimeout };
}

function contextOf(options: TlsOptions, serverSide: boolean): SecureContext {
  const { secureContext, passphrase, ALPNProtocols } = options;
  // Node's own refusal would show it.
  if (passphrase !== undefined && typeof passphrase !== 'string') throw new TypeError('ssl.passphrase must be a string');
  if (ALPNProtocols !== undefined && !(Array.isArray(ALPNProtocols) && ALPNProtocols.every((name) => typeof name === 'string')))
    throw new TypeError('ssl.ALPNProtocols must be a list of strings');
  if (secureContext !== undefined) return secureContext;
  // Without a name of its own, a server that asks for certificates fails on clients that resume a session.
  const session: SecureContextOptions = serverSide ? { sessionIdContext: randomBytes(16).toString('hex') } : {};
  return createSecureContext({ ...session, ...options });
}

function checkFunction(options: object, name: string): void {
  const value = (options as Record<string, unknown>)[name];
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`ssl.${name} must be a function, got ${kindOf(value)}`);
}

function refuseTimeouts(options: TlsTimeouts): void {
  const given = TIMEOUTS.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new TypeError(`${given} is only meaningful with ssl`);
}

function checkTimeout(value: number, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${kindOf(value)}`);
  if (!(value > 0)) throw new RangeError(`${name} should be a positive number, got ${value}`);
  return value;
}
