/**
 * An SMTP client on tsyncio's protocols and transports, after Python's aiosmtplib.
 *
 * @packageDocumentation
 */
export type { Credential } from './auth-encoding.ts';
export type { AddressOptions, CommandOptions, MailboxOptions } from './commands.ts';
export type { AuthMethod } from './login.ts';
export { type SendRequest, send } from './send.ts';
export type { SendOptions, SendResult } from './send-mail.ts';
export type { SendMessageOptions } from './send-message.ts';
export { type GreetingOptions, SmtpClient } from './smtp-client.ts';
export {
  SmtpAuthenticationError,
  SmtpConnectError,
  SmtpConnectTimeoutError,
  SmtpDataError,
  SmtpError,
  type SmtpErrorCode,
  SmtpHeloError,
  SmtpNotSupportedError,
  SmtpReadTimeoutError,
  SmtpRecipientRefusedError,
  SmtpRecipientsRefusedError,
  SmtpResponseError,
  SmtpSenderRefusedError,
  SmtpServerDisconnectedError,
  SmtpTimeoutError,
} from './smtp-error.ts';
export type { SmtpOptions } from './smtp-options.ts';
export { SmtpProtocol, type StartTlsSettings } from './smtp-protocol.ts';
export type { SmtpResponse } from './smtp-response.ts';
export { SmtpStatus } from './smtp-status.ts';
export type { StartTlsOptions } from './start-tls.ts';
export type { TimeLimit } from './time-limit.ts';
export type { MailboxEncoding } from './wire-text.ts';
