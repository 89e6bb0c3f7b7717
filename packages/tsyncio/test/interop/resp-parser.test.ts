import { describe, expect, test } from 'vitest';
import { RespError, RespParser, type RespValue } from '../../../../examples/resp/parser.ts';

const text = [
  '+OK\r\n',
  '-ERR no\r\n',
  ':-42\r\n',
  ':9223372036854775807\r\n',
  '$12\r\na\r\n$3\r\n*2\r\nz\r\n',
  '$0\r\n\r\n',
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '*3\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n-inner\r\n*2\r\n$-1\r\n*0\r\n',
  '+\u00fcml\u00e4ut\r\n',
].join('');

const values: RespValue[] = [
  'OK',
  new RespError('ERR no'),
  -42,
  9223372036854775807n,
  Buffer.from('a\r\n$3\r\n*2\r\nz'),
  Buffer.alloc(0),
  null,
  null,
  [],
  [[1, [Buffer.from('x')]], new RespError('inner'), [null, []]],
  '\u00fcml\u00e4ut',
];

function parse(pieces: readonly Buffer[], { inlineCommands = false } = {}): RespValue[] {
  const found: RespValue[] = [];
  const parser = new RespParser((value) => found.push(value));
  parser.inlineCommands = inlineCommands;
  for (const piece of pieces) parser.push(piece);
  return found;
}

describe('a parser of RESP', () => {
  const bytes = Buffer.from(text);

  test('gives every kind of value from one piece', () => {
    expect(parse([bytes])).toEqual(values);
  });

  test('gives the same when the bytes come one by one', () => {
    expect(parse(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(values);
  });

  test('gives the same for every way to cut them into two, and into three', () => {
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(parse(pieces), `cut at ${first} and ${second}`).toEqual(values);
      }
    }
  });

  test('gives a value as soon as its last byte is there', () => {
    const found: RespValue[] = [];
    const parser = new RespParser((value) => found.push(value));
    parser.push(Buffer.from('*1\r\n$1\r\nx\r'));
    expect(found).toEqual([]);
    parser.push(Buffer.from('\n+O'));
    expect(found).toEqual([[Buffer.from('x')]]);
    parser.push(Buffer.from('K\r\n'));
    expect(found).toHaveLength(2);
  });

  test.for(['?\r\n', 'PING\r\n', ':1.5\r\n', ':\r\n', '$-2\r\n', '$1x\r\n', '*99999999999\r\n', '\r\n'])('refuses %j', (wrong) => {
    expect(() => parse([Buffer.from(`+OK\r\n${wrong}`)])).toThrow('this is not RESP');
  });

  test('refuses a line without end', () => {
    const endless = Buffer.alloc(10_000, 'x');
    expect(() => parse([Buffer.from('+'), ...Array.from({ length: 10 }, () => endless)])).toThrow('too long');
  });

  test('takes commands as a person types them where it is told to', () => {
    const command = [Buffer.from('set'), Buffer.from('a'), Buffer.from('1')];
    expect(parse([Buffer.from('set a  1 \r\n*1\r\n$4\r\nPING\r\n')], { inlineCommands: true })).toEqual([command, [Buffer.from('PING')]]);
  });
});
