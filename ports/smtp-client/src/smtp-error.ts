import type { SmtpResponse } from './smtp-response.ts';

export type SmtpErrorCode =
  | 'ERR_SMTP'
  | 'ERR_SMTP_DISCONNECTED'
  | 'ERR_SMTP_CONNECT'
  | 'ERR_SMTP_TIMEOUT'
  | 'ERR_SMTP_CONNECT_TIMEOUT'
  | 'ERR_SMTP_READ_TIMEOUT'
  | 'ERR_SMTP_NOT_SUPPORTED'
  | 'ERR_SMTP_RESPONSE'
  | 'ERR_SMTP_HELO'
  | 'ERR_SMTP_DATA'
  | 'ERR_SMTP_AUTHENTICATION'
  | 'ERR_SMTP_SENDER_REFUSED'
  | 'ERR_SMTP_RECIPIENT_REFUSED'
  | 'ERR_SMTP_RECIPIENTS_REFUSED';

/** Every error of this client is one of these. */
export class SmtpError extends Error {
  readonly code: SmtpErrorCode = 'ERR_SMTP';
}

/** The connection was lost, or there was none for a command that needs one. */
export class SmtpServerDisconnectedError extends SmtpError {
  override readonly code = 'ERR_SMTP_DISCONNECTED';
}

/** No connection came about, or the server did not welcome it. `cause` is what the system or TLS said. */
export class SmtpConnectError extends SmtpError {
  override readonly code = 'ERR_SMTP_CONNECT';
}

/** A time limit passed. */
export class SmtpTimeoutError extends SmtpError {
  override readonly code: 'ERR_SMTP_TIMEOUT' | 'ERR_SMTP_CONNECT_TIMEOUT' | 'ERR_SMTP_READ_TIMEOUT' = 'ERR_SMTP_TIMEOUT';
}

/** It passed while connecting. */
export class SmtpConnectTimeoutError extends SmtpTimeoutError {
  override readonly code = 'ERR_SMTP_CONNECT_TIMEOUT';
}

/** It passed while waiting for a reply. */
export class SmtpReadTimeoutError extends SmtpTimeoutError {
  override readonly code = 'ERR_SMTP_READ_TIMEOUT';
}

/** The server lacks an extension that this needs. */
export class SmtpNotSupportedError extends SmtpError {
  override readonly code = 'ERR_SMTP_NOT_SUPPORTED';
}

/** The server answered, and not as was hoped for: what it said is `response`. */
export class SmtpResponseError extends SmtpError {
  override readonly code: SmtpErrorCode = 'ERR_SMTP_RESPONSE';
  readonly response: SmtpResponse;

  constructor(response: SmtpResponse, attempted: string) {
    super(`${attempted}: ${response.code} ${response.message}`);
    this.response = response;
  }
}

/** The server refused EHLO or HELO. */
export class SmtpHeloError extends SmtpResponseError {
  override readonly code = 'ERR_SMTP_HELO';
}

/** The server refused the message itself. */
export class SmtpDataError extends SmtpResponseError {
  override readonly code = 'ERR_SMTP_DATA';
}

/** The server refused to log us in. */
export class SmtpAuthenticationError extends SmtpResponseError {
  override readonly code = 'ERR_SMTP_AUTHENTICATION';
}

/** The server refused the sender. */
export class SmtpSenderRefusedError extends SmtpResponseError {
  override readonly code = 'ERR_SMTP_SENDER_REFUSED';
  readonly sender: string;

  constructor(response: SmtpResponse, sender: string) {
    super(response, `the server refused the sender ${sender}`);
    this.sender = sender;
  }
}

/** The server refused one recipient. */
export class SmtpRecipientRefusedError extends SmtpResponseError {
  override readonly code = 'ERR_SMTP_RECIPIENT_REFUSED';
  readonly recipient: string;

  constructor(response: SmtpResponse, recipient: string) {
    super(response, `the server refused the recipient ${recipient}`);
    this.recipient = recipient;
  }
}

/** The server refused all of them; `refusals` has one error for each. */
export class SmtpRecipientsRefusedError extends SmtpError {
  override readonly code = 'ERR_SMTP_RECIPIENTS_REFUSED';
  readonly refusals: readonly SmtpRecipientRefusedError[];

  constructor(refusals: readonly SmtpRecipientRefusedError[]) {
    super(`every recipient was refused:\n${refusals.map(({ message }) => message).join('\n')}`);
    this.refusals = refusals;
  }
}

const classes = {
  SmtpError,
  SmtpServerDisconnectedError,
  SmtpConnectError,
  SmtpTimeoutError,
  SmtpConnectTimeoutError,
  SmtpReadTimeoutError,
  SmtpNotSupportedError,
  SmtpResponseError,
  SmtpHeloError,
  SmtpDataError,
  SmtpAuthenticationError,
  SmtpSenderRefusedError,
  SmtpRecipientRefusedError,
  SmtpRecipientsRefusedError,
};

// Once for each class, not a field of each error: an error says its class in front of its message, also in minified code.
for (const [name, type] of Object.entries(classes))
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
