import { SmtpResponseError } from './smtp-error.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';

const LONGEST_LINE = 8192;
/** Of all lines of one reply together. The longest that servers send answers HELP. */
const LONGEST_REPLY = 1 << 20;
const NEWLINE = 0x0a;
const REPLY_LINE = /^(\d{3})(?:([ -])(.*))?$/s;

/**
 * Cuts what the server sends into replies:
 *
 *   250-mail.example.com\r\n
 *   250-SIZE 1000000\r\n          ->  { code: 250, message: 'mail.example.com\nSIZE 1000000\n8BITMIME' }
 *   250 8BITMIME\r\n
 */
export class ReplyReader {
  #unread: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #length = 0;

  feed(data: Buffer): void {
    this.#unread = this.#unread.length === 0 ? data : Buffer.concat([this.#unread, data]);
  }

  /** Forget what has not made a reply. */
  clear(): void {
    this.#unread = Buffer.alloc(0);
    this.#startReply();
  }

  /** The next complete reply, `null` without one. @throws {SmtpResponseError} when it is none; all that came is forgotten then. */
  next(): SmtpResponse | null {
    try {
      for (let line = this.#nextLine(); line !== null; line = this.#nextLine()) {
        const reply = this.#read(line);
        if (reply !== null) return reply;
      }
      return null;
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  #nextLine(): string | null {
    const end = this.#unread.indexOf(NEWLINE);
    const length = end === -1 ? this.#unread.length : end + 1;
    if (length > LONGEST_LINE || this.#length + length > LONGEST_REPLY) throw tooLong();
    if (end === -1) return null;
    const line = this.#unread.toString('utf8', 0, end);
    this.#unread = this.#unread.subarray(length);
    this.#length += length;
    return line.trimEnd();
  }

  #read(line: string): SmtpResponse | null {
    const [matched, code, more, text = ''] = REPLY_LINE.exec(line) ?? [];
    if (matched === undefined) throw malformed(line);
    this.#lines.push(text.trim());
    if (more === '-') return null;
    const reply = { code: Number(code), message: this.#lines.join('\n') };
    this.#startReply();
    return reply;
  }

  #startReply(): void {
    this.#lines = [];
    this.#length = 0;
  }
}

function tooLong(): SmtpResponseError {
  return new SmtpResponseError(
    { code: SmtpStatus.unrecognizedCommand, message: 'Response too long' },
    'what the server sent cannot be read',
  );
}

function malformed(line: string): SmtpResponseError {
  const message = `Malformed SMTP response line: ${JSON.stringify(line)}`;
  return new SmtpResponseError({ code: SmtpStatus.invalidResponse, message }, 'what the server sent cannot be read');
}
