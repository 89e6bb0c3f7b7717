import { greetIfNeeded } from './greet.ts';
import { parseAddress, quoteAddress } from './mail-address.ts';
import type { Session } from './session.ts';
import { SmtpNotSupportedError, SmtpRecipientRefusedError, SmtpResponseError, SmtpSenderRefusedError } from './smtp-error.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import type { TimeLimit } from './time-limit.ts';
import { asciiLine, isAscii, type MailboxEncoding, mailboxText } from './wire-text.ts';

export interface CommandOptions {
  /** Milliseconds to wait for the reply; that of the client unless given, `null` for no limit. */
  readonly timeout?: TimeLimit | undefined;
}

export interface AddressOptions extends CommandOptions {
  /** Parameters behind the address, such as `SMTPUTF8`. */
  readonly options?: readonly string[] | undefined;
}

export interface MailboxOptions extends AddressOptions {
  /** `'utf-8'` where the server has SMTPUTF8; `'ascii'` unless given. */
  readonly encoding?: MailboxEncoding | undefined;
}

/** Send one command, which a server takes only after EHLO or HELO, and refuse other codes. */
async function command(session: Session, words: readonly string[], codes: readonly number[], timeout?: TimeLimit): Promise<SmtpResponse> {
  const response = await session.execute(words, timeout);
  if (!codes.includes(response.code)) throw new SmtpResponseError(response, `the server refused ${words[0]}`);
  return response;
}

export async function noop(session: Session, timeout?: TimeLimit): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  return await command(session, ['NOOP'], [SmtpStatus.completed], timeout);
}

export async function rset(session: Session, timeout?: TimeLimit): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  return await command(session, ['RSET'], [SmtpStatus.completed], timeout);
}

export async function help(session: Session, timeout?: TimeLimit): Promise<string> {
  await greetIfNeeded(session);
  const codes = [SmtpStatus.systemStatus, SmtpStatus.helpMessage, SmtpStatus.completed];
  const { message } = await command(session, ['HELP'], codes, timeout);
  return message;
}

export async function quit(session: Session, timeout?: TimeLimit): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  const response = await command(session, ['QUIT'], [SmtpStatus.closing], timeout);
  session.close();
  return response;
}

export async function vrfy(session: Session, address: string, given: AddressOptions = {}): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  const codes = [SmtpStatus.completed, SmtpStatus.willForward, SmtpStatus.cannotVerify];
  return await command(session, ['VRFY', ...addressWords(session, address, given)], codes, given.timeout);
}

export async function expn(session: Session, address: string, given: AddressOptions = {}): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  return await command(session, ['EXPN', ...addressWords(session, address, given)], [SmtpStatus.completed], given.timeout);
}

export async function mail(session: Session, sender: string, { options, encoding, timeout }: MailboxOptions = {}): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  const from = `FROM:${mailboxText(quoteAddress(sender), encoding ?? 'ascii', 'the sender')}`;
  const response = await session.execute(['MAIL', from, ...parameters(options)], timeout);
  if (response.code !== SmtpStatus.completed) throw new SmtpSenderRefusedError(response, sender);
  return response;
}

export async function rcpt(
  session: Session,
  recipient: string,
  { options, encoding, timeout }: MailboxOptions = {},
): Promise<SmtpResponse> {
  await greetIfNeeded(session);
  const to = `TO:${mailboxText(quoteAddress(recipient), encoding ?? 'ascii', 'the recipient')}`;
  const response = await session.execute(['RCPT', to, ...parameters(options)], timeout);
  const codes: readonly number[] = [SmtpStatus.completed, SmtpStatus.willForward];
  if (!codes.includes(response.code)) throw new SmtpRecipientRefusedError(response, recipient);
  return response;
}

export async function data(session: Session, message: string | Uint8Array, timeout?: TimeLimit): Promise<SmtpResponse> {
  const content = messageBytes(message);
  await greetIfNeeded(session);
  return await session.protocol.executeDataCommand(content, session.limit(timeout));
}

/** Text for DATA is ASCII; what else there is must be encoded by whoever knows how. */
export function messageBytes(message: string | Uint8Array): Uint8Array {
  if (typeof message !== 'string') return message;
  if (!isAscii(message)) throw new TypeError('a message given as a string must be ASCII: give the encoded bytes, or use sendMessage');
  return Buffer.from(message, 'latin1');
}

export function hasOption(options: readonly string[], name: string): boolean {
  return options.some((option) => option.toLowerCase() === name);
}

function addressWords({ server }: Session, address: string, { options = [] }: AddressOptions): string[] {
  const utf8 = hasOption(options, 'smtputf8');
  if (utf8 && !server.supports('smtputf8')) throw new SmtpNotSupportedError('SMTPUTF8 is not supported by this server');
  return [mailboxText(parseAddress(address), utf8 ? 'utf-8' : 'ascii', 'the address'), ...parameters(options)];
}

function parameters(options: readonly string[] = []): string[] {
  return options.map((option) => asciiLine(option, 'an option'));
}
