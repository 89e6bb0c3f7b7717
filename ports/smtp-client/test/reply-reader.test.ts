import { describe, expect, test } from 'vitest';
import { ReplyReader } from '../src/reply-reader.ts';
import { SmtpResponseError } from '../src/smtp-error.ts';

function read(...pieces: string[]): unknown[] {
  const reader = new ReplyReader();
  const replies: unknown[] = [];
  for (const piece of pieces) {
    reader.feed(Buffer.from(piece));
    for (let reply = reader.next(); reply !== null; reply = reader.next()) replies.push([reply.code, reply.message]);
  }
  return replies;
}

function failure(...pieces: string[]): SmtpResponseError {
  try {
    read(...pieces);
  } catch (error) {
    return error as SmtpResponseError;
  }
  throw new Error('it was read');
}

describe('the reply reader', () => {
  test('reads one line, with and without text', () => {
    expect(read('250 OK\r\n')).toEqual([[250, 'OK']]);
    expect(read('250\r\n')).toEqual([[250, '']]);
    expect(read('250 \r\n')).toEqual([[250, '']]);
  });

  test('joins the lines of a long reply', () => {
    expect(read('250-one\r\n250-two \r\n250 three\r\n')).toEqual([[250, 'one\ntwo\nthree']]);
  });

  test('takes lines that end in LF alone', () => {
    expect(read('250-one\n250 two\n')).toEqual([[250, 'one\ntwo']]);
  });

  test('puts pieces together wherever they were cut', () => {
    const text = '220-wel\r\n220 come\r\n250 héllo\r\n';
    for (let size = 1; size <= text.length; size++) {
      const bytes = Buffer.from(text);
      const reader = new ReplyReader();
      const messages: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        reader.feed(bytes.subarray(at, at + size));
        for (let reply = reader.next(); reply !== null; reply = reader.next()) messages.push(reply.message);
      }
      expect(messages).toEqual(['wel\ncome', 'héllo']);
    }
  });

  test('reads several replies from one piece', () => {
    expect(read('250 one\r\n251 two\r\n')).toEqual([
      [250, 'one'],
      [251, 'two'],
    ]);
  });

  test.each(['hello\r\n', '25 OK\r\n', '2500 OK\r\n', '250_OK\r\n', '\r\n'])('refuses %j', (line) => {
    const error = failure(line);
    expect(error).toBeInstanceOf(SmtpResponseError);
    expect(error.response.code).toBe(-1);
  });

  test('refuses a line that is too long, also before its end has come', () => {
    expect(failure(`250 ${'x'.repeat(8192)}\r\n`).response).toEqual({ code: 500, message: 'Response too long' });
    expect(failure(...Array.from({ length: 90 }, () => 'x'.repeat(100))).response.code).toBe(500);
  });

  test('refuses a reply that does not end', () => {
    const line = `250-${'x'.repeat(8000)}\r\n`;
    expect(failure(...Array.from({ length: 200 }, () => line)).response.code).toBe(500);
  });

  test('begins anew behind what it refused', () => {
    const reader = new ReplyReader();
    reader.feed(Buffer.from('garbage\r\n'));
    expect(() => reader.next()).toThrow('Malformed');
    reader.feed(Buffer.from('250 OK\r\n'));
    expect(reader.next()).toEqual({ code: 250, message: 'OK' });
  });
});
