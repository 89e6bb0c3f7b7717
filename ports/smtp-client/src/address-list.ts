/** One of the mailboxes of an address header: `Name <address>`. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const BLANK = /\s/;
const ATOM = /[^\s()<>@,:;".[\]\\]+/y;

/** A piece of what stands outside angle brackets; `glued` when no blank is in front of it. */
interface Piece {
  readonly text: string;
  /** As it stands in an address: a quoted string keeps its quotes there. */
  readonly raw: string;
  readonly glued: boolean;
}

/**
 * Reads RFC 5322's address lists as people write them: names, quoted strings, comments, groups, and lone addresses. What makes no sense is
 * skipped rather than refused.
 *
 * @see Python `email.utils.getaddresses`
 */
class AddressReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  list(end = ''): Mailbox[] {
    const mailboxes: Mailbox[] = [];
    while (this.#at < this.#text.length) {
      mailboxes.push(...this.#entry());
      const separator = this.#text[this.#at++];
      if (separator === end) break;
    }
    return mailboxes;
  }

  /** Up to the comma, semicolon or end behind it. */
  #entry(): Mailbox[] {
    const pieces: Piece[] = [];
    const comments: string[] = [];
    let bracketed: string | null = null;
    let glued = false;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === ',' || char === ';') break;
      if (char === ':' && bracketed === null && pieces.every(({ text }) => text !== '@')) {
        this.#at++;
        return this.list(';');
      }
      if (char === '(') comments.push(this.#comment());
      else if (char === '<') bracketed = this.#bracketed();
      else if (BLANK.test(char)) this.#at++;
      else pieces.push(this.#piece(char, glued));
      glued = !BLANK.test(char) && char !== '(';
    }
    if (bracketed !== null) return [{ name: nameOf(pieces, comments), address: bracketed }];
    const address = loneAddress(pieces);
    return address === '' ? [] : [{ name: comments.join(' '), address }];
  }

  #piece(char: string, glued: boolean): Piece {
    if (char === '"') {
      const text = this.#delimited('"');
      return { text, raw: `"${text.replace(/["\\]/g, '\\$&')}"`, glued };
    }
    if (char === '[') {
      const text = `[${this.#delimited(']')}]`;
      return { text, raw: text, glued };
    }
    ATOM.lastIndex = this.#at;
    const text = ATOM.exec(this.#text)?.[0] ?? char;
    this.#at += text.length;
    return { text, raw: text, glued };
  }

  /** What stands between the character here and `end`, without backslashes in front of what they protect. */
  #delimited(end: string): string {
    let inside = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === end) break;
      if (char === '\\') this.#at++;
      inside += this.#text[this.#at] ?? '';
    }
    this.#at++;
    return inside;
  }

  #comment(): string {
    let inside = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === ')') break;
      if (char === '(') inside += `(${this.#comment()})`;
      else if (char === '\\') inside += this.#text[++this.#at] ?? '';
      else inside += char;
      if (char === '(') this.#at--;
    }
    this.#at++;
    return inside;
  }

  /** An old route in front of the address, `@one,@two:`, is dropped. */
  #bracketed(): string {
    let inside = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === '>') break;
      if (char === '"') {
        inside += this.#piece(char, true).raw;
        this.#at--;
      } else if (char === '(') {
        this.#comment();
        this.#at--;
      } else if (!BLANK.test(char)) inside += char;
    }
    this.#at++;
    return inside.replace(/^@[^:"]*:/, '');
  }
}

function nameOf(pieces: readonly Piece[], comments: readonly string[]): string {
  const words = pieces.map(({ text, glued }, i) => (i === 0 || glued ? text : ` ${text}`)).join('');
  const comment = comments.length === 0 ? '' : ` (${comments.join(' ')})`;
  return (words + comment).trim();
}

/** Without angle brackets: the first run of pieces around an "@"; without one, the first word. */
function loneAddress(pieces: readonly Piece[]): string {
  const at = pieces.findIndex(({ text, raw }) => text === '@' && raw === '@');
  if (at === -1) return runFrom(pieces, 0);
  let start = at;
  while (start > 0 && joined(pieces, start)) start--;
  return runFrom(pieces, start);
}

function runFrom(pieces: readonly Piece[], start: number): string {
  let end = start + 1;
  while (end < pieces.length && joined(pieces, end)) end++;
  return pieces
    .slice(start, end)
    .map(({ raw }) => raw)
    .join('');
}

/** Blanks around "@" and dots mean nothing. */
function joined(pieces: readonly Piece[], index: number): boolean {
  const [before, here] = [pieces[index - 1], pieces[index]];
  if (before === undefined || here === undefined) return false;
  return here.glued || ['@', '.'].includes(before.raw) || ['@', '.'].includes(here.raw);
}

export function parseAddressList(text: string): Mailbox[] {
  return new AddressReader(text).list().filter(({ address }) => address !== '');
}
