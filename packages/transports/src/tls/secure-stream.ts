import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, checkServerIdentity, connect, type PeerCertificate, TLSSocket, type TLSSocketOptions } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { TlsPlan } from './tls-plan.ts';

/** A TLS socket of Node over `stream`, whose handshake begins at once. */
export function secureStream(stream: Duplex, plan: TlsPlan): TLSSocket {
  return plan.serverSide ? secureAsServer(stream, plan) : secureAsClient(stream, plan);
}

function secureAsClient(stream: Duplex, { options, context, serverHostname }: TlsPlan): TLSSocket {
  const name = asciiName(serverHostname);
  const { checkServerIdentity: check } = options as ConnectionOptions;
  return connect({
    ...options,
    socket: stream,
    host: undefined,
    path: undefined,
    secureContext: context,
    // Whatever the environment says.
    rejectUnauthorized: options.rejectUnauthorized !== false,
    // Addresses are not names: RFC 6066.
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_host, certificate) => {
      // Called by OpenSSL: what is thrown from here would be nobody's to catch.
      try {
        if (check !== undefined) return check(name, certificate);
        return name === '' || isForAddress(certificate, name) ? undefined : checkServerIdentity(name, certificate);
      } catch (error) {
        return error instanceof Error ? error : new Error('checkServerIdentity() failed', { cause: error });
      }
    },
  });
}

function secureAsServer(stream: Duplex, { options, context }: TlsPlan): TLSSocket {
  const requestCert = options.requestCert === true;
  return new TLSSocket(stream, {
    ...options,
    isServer: true,
    secureContext: context,
    requestCert,
    rejectUnauthorized: requestCert && options.rejectUnauthorized !== false,
  } as TLSSocketOptions);
}

// Node 22 compares IPv6 addresses as they are written, not as what they mean.
function isForAddress(certificate: PeerCertificate, address: string): boolean {
  return isIP(address) !== 0 && new X509Certificate(certificate.raw).checkIP(address) !== undefined;
}

function asciiName(name: string): string {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  return isIP(bare) === 0 ? domainToASCII(bare) || bare : bare;
}

/** The part of a server's socket that `tls.Server` uses, and that has no other way in. */
interface ServerSocketInside {
  readonly _handle: { verifyError(): (Error & { code?: string }) | null | undefined };
  _releaseControl(): unknown;
}

/**
 * What `tls.Server` does after the handshake of a connection: why the client's certificate is refused, or `null`. A socket made by hand
 * checks none, and keeps later errors to itself.
 */
export function refusalOfClient(socket: TLSSocket, { options }: TlsPlan): Error | null {
  const inside = socket as unknown as ServerSocketInside;
  inside._releaseControl();
  if (options.requestCert !== true) return null;
  const refused = inside._handle.verifyError() ?? null;
  socket.authorized = refused === null;
  if (refused === null) return null;
  socket.authorizationError = (refused.code ?? refused) as Error;
  return options.rejectUnauthorized === false ? null : refused;
}
