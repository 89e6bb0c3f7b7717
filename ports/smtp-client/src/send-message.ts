import { hasOption } from './commands.ts';
import { extractRecipients, extractSender } from './envelope.ts';
import { flattenMessage } from './flatten-message.ts';
import { greetIfNeeded } from './greet.ts';
import { readMessage } from './message-text.ts';
import { type SendOptions, type SendResult, sendmail } from './send-mail.ts';
import type { Session } from './session.ts';
import { SmtpNotSupportedError } from './smtp-error.ts';
import { isAscii } from './wire-text.ts';

export interface SendMessageOptions extends SendOptions {
  /** Instead of the one that the header names. */
  readonly sender?: string | undefined;
  /** Instead of those that the header names. */
  readonly recipients?: string | readonly string[] | undefined;
}

/** A message with a header, which says who sends it to whom. A string is UTF-8. */
export async function sendMessage(session: Session, given: string | Uint8Array, options: SendMessageOptions = {}): Promise<SendResult> {
  const message = readMessage(given);
  const sender = options.sender ?? extractSender(message);
  if (sender === null) throw new TypeError("no sender: give one, or a message with a 'From' field");
  const recipients = typeof options.recipients === 'string' ? [options.recipients] : (options.recipients ?? extractRecipients(message));
  if (recipients.length === 0) throw new TypeError("no recipients: give some, or a message with a 'To', 'Cc' or 'Bcc' field");
  await greetIfNeeded(session);
  const mailOptions = [...(options.mailOptions ?? [])];
  const utf8 = ![sender, ...recipients].every(isAscii);
  if (utf8 && !session.server.supports('smtputf8'))
    throw new SmtpNotSupportedError('an address has characters beyond ASCII, and SMTPUTF8 is not supported by this server');
  if (utf8 && !hasOption(mailOptions, 'smtputf8')) mailOptions.push('SMTPUTF8');
  const eightBit = session.server.supports('8bitmime');
  if (eightBit && !hasOption(mailOptions, 'body=8bitmime')) mailOptions.push('BODY=8BITMIME');
  const content = flattenMessage(message, { utf8, eightBit });
  return await sendmail(session, sender, recipients, content, { ...options, mailOptions });
}
