import { describe, expect, test } from 'vitest';
import { parseAddressList } from '../src/address-list.ts';
import { parseAddress, quoteAddress } from '../src/mail-address.ts';
import { askPython, describeWithModule } from './debian-python.ts';

const lists: [string, [name: string, address: string][]][] = [
  ['a@x.test', [['', 'a@x.test']]],
  ['  a@x.test  ', [['', 'a@x.test']]],
  ['<a@x.test>', [['', 'a@x.test']]],
  ['Ann <a@x.test>', [['Ann', 'a@x.test']]],
  ['Ann B. Cee <a@x.test>', [['Ann B. Cee', 'a@x.test']]],
  ['"Cee, Ann" <a@x.test>', [['Cee, Ann', 'a@x.test']]],
  ['"An\\"n" <a@x.test>', [['An"n', 'a@x.test']]],
  ['"a b"@x.test', [['', '"a b"@x.test']]],
  ['<"a b"@x.test>', [['', '"a b"@x.test']]],
  ['"a@b"@x.test', [['', '"a@b"@x.test']]],
  ['Ann <a@[127.0.0.1]>', [['Ann', 'a@[127.0.0.1]']]],
  ['a@x.test (Ann)', [['Ann', 'a@x.test']]],
  ['Ann (at home) <a@x.test>', [['Ann (at home)', 'a@x.test']]],
  ['a @ x . test', [['', 'a@x.test']]],
  ['<@one.test,@two.test:a@x.test>', [['', 'a@x.test']]],
  ['jö@bücher.test', [['', 'jö@bücher.test']]],
  ['Jö <jö@bücher.test>', [['Jö', 'jö@bücher.test']]],
  ['postmaster', [['', 'postmaster']]],
  [
    'a@x.test, Bee <b@x.test>,"C, C" <c@x.test>',
    [
      ['', 'a@x.test'],
      ['Bee', 'b@x.test'],
      ['C, C', 'c@x.test'],
    ],
  ],
  [
    'friends: a@x.test, B <b@x.test>;, c@x.test',
    [
      ['', 'a@x.test'],
      ['B', 'b@x.test'],
      ['', 'c@x.test'],
    ],
  ],
];

/** Python as Debian has it is stricter, since CVE-2023-27043: it gives no address at all for these. */
const refusedByPython = ['Ann <a@[127.0.0.1]>', '<@one.test,@two.test:a@x.test>'];

const program = `
import json, sys, email.utils
print(json.dumps([email.utils.getaddresses([text]) for text in json.loads(sys.argv[1])]))
`;

describe('address lists', () => {
  test.each(lists)('%s', (text, mailboxes) => {
    expect(parseAddressList(text).map(({ name, address }) => [name, address])).toEqual(mailboxes);
  });

  test('that hold nothing are empty', () => {
    for (const text of ['', ' ', ',', ', ,', 'undisclosed-recipients:;']) expect(parseAddressList(text), text).toEqual([]);
  });

  test('that are broken end', () => {
    for (const text of ['<', '"', '(', '[', 'a <b', '((', 'a"', '\\', ')', '>', ']', '<"', 'x:', ';;', '@', 'a@', '<>', '"\\'])
      expect(Array.isArray(parseAddressList(text)), text).toBe(true);
  });
});

describeWithModule('aiosmtplib', 'Python reads address lists', () => {
  test('as this does', () => {
    const compared = lists.filter(([text]) => !refusedByPython.includes(text));
    const read = askPython<[string, string][][]>(
      program,
      compared.map(([text]) => text),
    );
    expect(read).toEqual(compared.map(([, mailboxes]) => mailboxes));
  });
});

describe('an address', () => {
  test('is the one in angle brackets, or all there is', () => {
    expect(parseAddress('Ann <a@x.test>')).toBe('a@x.test');
    expect(parseAddress(' list ')).toBe('list');
    expect(quoteAddress('a@x.test')).toBe('<a@x.test>');
    expect(quoteAddress('<a@x.test>')).toBe('<a@x.test>');
  });

  test('may be empty: that of bounces', () => {
    expect([quoteAddress(''), quoteAddress('<>')]).toEqual(['<>', '<>']);
  });
});
