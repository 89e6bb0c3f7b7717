import { encodeFieldValue } from './encoded-word.ts';
import type { MessageText } from './message-text.ts';
import { SmtpNotSupportedError } from './smtp-error.ts';
import { isAscii } from './wire-text.ts';

export interface FlattenOptions {
  /** Whether the header may hold UTF-8: the server has SMTPUTF8. */
  readonly utf8: boolean;
  /** Whether the body may hold bytes above 127: the server has 8BITMIME. */
  readonly eightBit: boolean;
}

const HIDDEN = /^(?:resent-)?bcc$/i;
const LINE_END = /\r\n|\n|\r/g;

/** The message as it is sent: without Bcc, its lines ending in CRLF. */
export function flattenMessage({ fields, body }: MessageText, { utf8, eightBit }: FlattenOptions): Buffer {
  if (!eightBit && body.some((byte) => byte > 127))
    throw new SmtpNotSupportedError('8BITMIME is not supported by this server: encode the body as quoted-printable or base64');
  const lines = fields
    .filter(({ name }) => !HIDDEN.test(name))
    .map(({ name, value, text }) => (utf8 || isAscii(text) ? text : `${name}: ${encodeFieldValue(name, value)}`))
    .map((line) => `${line.replace(LINE_END, '\r\n')}\r\n`);
  const header = `${lines.join('')}\r\n`;
  if (!utf8 && !isAscii(header))
    throw new SmtpNotSupportedError('the header has an address beyond ASCII: the message can be sent only with SMTPUTF8');
  return Buffer.concat([Buffer.from(header), Buffer.from(body.toString('latin1').replace(LINE_END, '\r\n'), 'latin1')]);
}
