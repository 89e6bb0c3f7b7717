import { describe, expect, test } from 'vitest';
import { answerCramMd5, encodeLogin, encodePlain } from '../src/auth-encoding.ts';
import { dataContent } from '../src/data-content.ts';
import { parseEsmtpExtensions } from '../src/esmtp-extensions.ts';

describe('the content of DATA', () => {
  test.each([
    ['', '\r\n.\r\n'],
    ['a', 'a\r\n.\r\n'],
    ['a\r\n', 'a\r\n.\r\n'],
    ['a\nb', 'a\r\nb\r\n.\r\n'],
    ['a\rb', 'a\r\nb\r\n.\r\n'],
    ['a\r\r\nb', 'a\r\n\r\nb\r\n.\r\n'],
    ['a\n\rb', 'a\r\n\r\nb\r\n.\r\n'],
    ['\n\n', '\r\n\r\n.\r\n'],
    ['.', '..\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['a.b\n.c\n..d\n', 'a.b\r\n..c\r\n...d\r\n.\r\n'],
    ['a\r.\rb', 'a\r\n..\r\nb\r\n.\r\n'],
  ])('of %j is %j', (message, content) => {
    expect(dataContent(Buffer.from(message)).toString()).toBe(content);
  });

  test('leaves other bytes alone', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).filter((byte) => byte !== 10 && byte !== 13);
    expect(dataContent(bytes).subarray(0, -5)).toEqual(Buffer.from(bytes));
  });
});

describe('what a server says to EHLO', () => {
  test('is read as extensions with parameters, without the first line', () => {
    const { extensions, authMethods } = parseEsmtpExtensions(
      'size.does.matter.af.MIL offers FIFTEEN extensions:\n8BITMIME\nPIPELINING\nSIZE 51200000\nAUTH LOGIN  Plain\nX-A_B what\n',
    );
    expect([...extensions]).toEqual([
      ['8bitmime', ''],
      ['pipelining', ''],
      ['size', '51200000'],
      ['auth', 'LOGIN  Plain'],
      ['x-a', '_B what'],
    ]);
    expect(authMethods).toEqual(['login', 'plain']);
  });

  test('may name the methods of AUTH in the old way', () => {
    expect(parseEsmtpExtensions('hello\nAUTH=LOGIN').authMethods).toEqual(['login', '=login']);
  });

  test('may be nothing but a greeting', () => {
    expect(parseEsmtpExtensions('hello').extensions.size).toBe(0);
  });
});

describe('credentials', () => {
  // RFC 2195, 2
  test('sign a challenge of CRAM-MD5', () => {
    const challenge = 'PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+';
    expect(answerCramMd5('tim', 'tanstaaftanstaaf', challenge)).toBe('dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw');
  });

  // RFC 4616, 4, without an authorization identity
  test('go together in PLAIN', () => {
    expect(Buffer.from(encodePlain('tim', 'tanstaaftanstaaf'), 'base64').toString()).toBe('\0tim\0tanstaaftanstaaf');
  });

  test('may be bytes or text beyond ASCII', () => {
    expect(encodeLogin('jürgen', Buffer.from([0xff, 0]))).toEqual([Buffer.from('jürgen').toString('base64'), '/wA=']);
  });
});
