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

/** The name that the certificate is checked for; `''` where nothing is to be checked. */
export function tlsNameOf(options: SmtpOptions): string {
  const name = options.serverHostname ?? hostnameOf(options);
  if (name !== null) return name;
  if (options.validateCerts === false) return '';
  throw new TypeError('TLS over a Unix or given socket needs serverHostname, the name in the certificate, or validateCerts: false');
}
