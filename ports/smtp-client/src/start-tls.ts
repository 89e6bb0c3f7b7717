import { greetIfNeeded } from './greet.ts';
import type { Session } from './session.ts';
import { SmtpError, SmtpNotSupportedError } from './smtp-error.ts';
import { checkOptions, mergeOptions, type SmtpOptions, timeoutOf } from './smtp-options.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { tlsNameOf, tlsOptionsOf } from './tls-settings.ts';

/** Of the settings, those that TLS is made with. */
export type StartTlsOptions = Pick<
  SmtpOptions,
  'serverHostname' | 'validateCerts' | 'clientCert' | 'clientKey' | 'certBundle' | 'tlsContext' | 'timeout'
>;

export async function startTls(session: Session, given: StartTlsOptions = {}): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  const { protocol } = session;
  if (protocol.overTls) throw new SmtpError('Connection already using TLS');
  const settings = checkOptions(mergeOptions(session.settings, given));
  session.settings = settings;
  const tls = { ssl: tlsOptionsOf(settings), serverHostname: tlsNameOf(settings), limit: timeoutOf(settings) };
  if (!session.server.supports('starttls')) throw new SmtpNotSupportedError('SMTP STARTTLS extension not supported by server');
  const response = await protocol.startTls(tls);
  // RFC 3207, 4.2: what the server said in clear may be somebody else's words.
  session.server.forget();
  return response;
}
