import { type Mailbox, parseAddressList } from './address-list.ts';
import { isAscii } from './wire-text.ts';

/** Of UTF-8, so that an encoded word is no longer than 75 characters. */
const WORD_BYTES = 45;
const ADDRESSES = /^(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)$/i;
const ATOMS = /^[\w!#$%&'*+/=?^`{|}~ -]*$/;

/** The value of a field in ASCII alone: other characters become the encoded words of RFC 2047. */
export function encodeFieldValue(name: string, value: string): string {
  if (isAscii(value)) return value;
  if (ADDRESSES.test(name)) return parseAddressList(value).map(encodeMailbox).join(',\r\n ');
  return encodeText(value);
}

/** Neighbours are encoded together: a blank between two encoded words would be lost. */
function encodeText(text: string): string {
  const runs: { words: string[]; ascii: boolean }[] = [];
  for (const word of text.split(' ')) {
    const run = runs.at(-1);
    if (run?.ascii === isAscii(word)) run.words.push(word);
    else runs.push({ words: [word], ascii: isAscii(word) });
  }
  return runs.map(({ words, ascii }) => (ascii ? words.join(' ') : encodeWords(words.join(' ')))).join(' ');
}

function encodeMailbox({ name, address }: Mailbox): string {
  if (name === '') return address;
  return `${isAscii(name) ? quotePhrase(name) : encodeWords(name)} <${address}>`;
}

function quotePhrase(name: string): string {
  return ATOMS.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function encodeWords(text: string): string {
  const pieces = [''];
  for (const char of text) {
    const piece = (pieces.at(-1) ?? '') + char;
    if (Buffer.byteLength(piece) > WORD_BYTES) pieces.push(char);
    else pieces[pieces.length - 1] = piece;
  }
  return pieces.map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ');
}
