import { data, hasOption, mail, messageBytes, rcpt, rset } from './commands.ts';
import { greetIfNeeded } from './greet.ts';
import type { Session } from './session.ts';
import {
  SmtpError,
  SmtpNotSupportedError,
  SmtpRecipientRefusedError,
  SmtpRecipientsRefusedError,
  SmtpResponseError,
} from './smtp-error.ts';
import type { SmtpResponse } from './smtp-response.ts';
import type { TimeLimit } from './time-limit.ts';
import type { MailboxEncoding } from './wire-text.ts';

export interface SendOptions {
  /** Parameters of MAIL. */
  readonly mailOptions?: readonly string[] | undefined;
  /** Parameters of every RCPT. */
  readonly rcptOptions?: readonly string[] | undefined;
  /** Milliseconds to wait for each reply. */
  readonly timeout?: TimeLimit | undefined;
}

export interface SendResult {
  /** The recipients that the server refused, and how. There is at least one other. */
  readonly refused: ReadonlyMap<string, SmtpResponse>;
  /** What it said to the message: often the name under which it is queued. */
  readonly message: string;
}

/** A whole message: MAIL, a RCPT for each recipient, DATA. */
export async function sendmail(
  session: Session,
  sender: string,
  recipients: string | readonly string[],
  message: string | Uint8Array,
  { mailOptions = [], rcptOptions = [], timeout }: SendOptions = {},
): Promise<SendResult> {
  const content = messageBytes(message);
  const encoding: MailboxEncoding = hasOption(mailOptions, 'smtputf8') ? 'utf-8' : 'ascii';
  const list = typeof recipients === 'string' ? [recipients] : recipients;
  return await session.whileSending(async () => {
    await greetIfNeeded(session);
    const { server } = session;
    if (encoding === 'utf-8' && !server.supports('smtputf8')) throw new SmtpNotSupportedError('SMTPUTF8 is not supported by this server');
    const size = server.supports('size') ? [`size=${content.length}`] : [];
    return await inEnvelope(session, timeout, async () => {
      await mail(session, sender, { options: [...size, ...mailOptions], encoding, timeout });
      const refused = await sendRecipients(session, list, { options: rcptOptions, encoding, timeout });
      const response = await data(session, content, timeout);
      return { refused, message: response.message };
    });
  });
}

/** A server remembers what a message began with until it has the message, or is told to forget it. */
async function inEnvelope<T>(session: Session, timeout: TimeLimit | undefined, body: () => Promise<T>): Promise<T> {
  // Left open by a message whose time passed or whose task was cancelled.
  if (session.envelopeOpen) await rset(session, timeout);
  session.envelopeOpen = true;
  try {
    const result = await body();
    session.envelopeOpen = false;
    return result;
  } catch (error) {
    if (error instanceof SmtpResponseError || error instanceof SmtpRecipientsRefusedError) await resetQuietly(session, timeout);
    throw error;
  }
}

/** Why the message failed is told, not why this did. */
async function resetQuietly(session: Session, timeout: TimeLimit | undefined): Promise<void> {
  try {
    await rset(session, timeout);
    session.envelopeOpen = false;
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
  }
}

interface RecipientOptions {
  readonly options: readonly string[];
  readonly encoding: MailboxEncoding;
  readonly timeout: TimeLimit | undefined;
}

async function sendRecipients(
  session: Session,
  recipients: readonly string[],
  options: RecipientOptions,
): Promise<ReadonlyMap<string, SmtpResponse>> {
  const refusals: SmtpRecipientRefusedError[] = [];
  for (const recipient of recipients) {
    try {
      await rcpt(session, recipient, options);
    } catch (error) {
      if (!(error instanceof SmtpRecipientRefusedError)) throw error;
      refusals.push(error);
    }
  }
  if (refusals.length === recipients.length) throw new SmtpRecipientsRefusedError(refusals);
  return new Map(refusals.map(({ recipient, response }) => [recipient, response]));
}
