const NOT_ASCII = /[^\p{ASCII}]/u;
const LINE_BREAK = /[\r\n]/;

export type MailboxEncoding = 'ascii' | 'utf-8';

export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** Text for a command. A line break in it would be a second command, of somebody else's making. */
export function oneLine(text: string, what: string): string {
  if (typeof text !== 'string') throw new TypeError(`${what} must be a string, got ${typeof text}`);
  if (LINE_BREAK.test(text)) throw new TypeError(`${what} must not contain line breaks: ${JSON.stringify(text)}`);
  return text;
}

export function asciiLine(text: string, what: string): string {
  if (!isAscii(oneLine(text, what))) throw new TypeError(`${what} must be ASCII: ${JSON.stringify(text)}`);
  return text;
}

/** A mailbox for a command; characters beyond ASCII only where SMTPUTF8 was agreed on. */
export function mailboxText(address: string, encoding: MailboxEncoding, what: string): string {
  return encoding === 'utf-8' ? oneLine(address, what) : asciiLine(address, what);
}
