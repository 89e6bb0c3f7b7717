import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { TlsOptions } from 'tsyncio';
import { hostnameOf, type SmtpOptions } from './smtp-options.ts';

/** What a TLS connection is made with. Files are read now: a missing one fails before anything is sent. */
export function tlsOptionsOf(options: SmtpOptions): TlsOptions {
  const rejectUnauthorized = options.validateCerts ?? true;
  if (options.tlsContext) return { rejectUnauthorized, secureContext: options.tlsContext };
  const tls: TlsOptions = { rejectUnauthorized };
  if (options.certBundle) tls.ca = [...rootCertificates, readFileSync(options.certBundle, 'utf8')];
  if (options.clientCert) {
    tls.cert = readFileSync(options.clientCert);
    tls.key = readFileSync(options.clientKey ?? options.clientCert);
  }
  return tls;
}

/** `''` without a name to check, as when nothing is to be checked. */
export function tlsNameOf(options: SmtpOptions): string | undefined {
  const name = options.serverHostname ?? hostnameOf(options);
  if (name !== null) return name;
  return options.validateCerts === false ? '' : undefined;
}
