import { expect, test } from 'vitest';
import { type Sender, WriteBuffer } from '../src/stream/write-buffer.ts';

/** A system that takes as much of each call as `takes` says, and keeps it. */
function taker(takes: (offered: number) => number): Sender & { readonly taken: Buffer[] } {
  const taken: Buffer[] = [];
  const take = (bytes: Buffer): number => {
    const count = takes(bytes.length);
    taken.push(Buffer.from(bytes.subarray(0, count)));
    return count;
  };
  return {
    taken,
    send: (_fd, data, offset) => take(Buffer.from(data.subarray(offset))),
    sendv: (_fd, list, offset) => take(Buffer.concat(list).subarray(offset)),
  };
}

test('sends everything in order, whatever part of each call is taken', () => {
  for (const most of [1, 2, 3, 7, 64, 1000]) {
    const buffer = new WriteBuffer();
    const system = taker((offered) => Math.min(offered, most));
    let expected = '';
    for (let i = 0; i < 1000; i++) {
      const text = `${i},`;
      expected += text;
      buffer.push(Buffer.from(text));
      if (i % 3 === 0) buffer.send(system, 0);
    }
    while (buffer.size > 0) expect(buffer.send(system, 0)).toBeGreaterThan(0);
    expect(Buffer.concat(system.taken).toString()).toBe(expected);
    expect(buffer.send(system, 0)).toBe(0);
  }
});

test('gives away what is left, without what was sent of the first', () => {
  const buffer = new WriteBuffer();
  buffer.push(Buffer.from('xxabc'), 2);
  for (const text of ['def', 'ghi']) buffer.push(Buffer.from(text));
  const system = taker(() => 4);
  buffer.send(system, 0);
  expect(buffer.size).toBe(5);
  expect(Buffer.concat(buffer.takeAll()).toString()).toBe('efghi');
  expect([buffer.size, buffer.takeAll()]).toEqual([0, []]);
  buffer.push(Buffer.from('again'));
  expect(
    buffer.send(
      taker((offered) => offered),
      0,
    ),
  ).toBe(5);
});

test('the time to send very many small writes grows with their number, not with its square', () => {
  const buffer = new WriteBuffer();
  const chunk = Buffer.alloc(1);
  for (let i = 0; i < 2_000_000; i++) buffer.push(chunk);
  const all: Sender = { send: () => 1, sendv: (_fd, list) => list.length };
  const start = performance.now();
  while (buffer.size > 0) buffer.send(all, 0);
  // A fraction of a second; it was more than half a minute.
  expect(performance.now() - start).toBeLessThan(10_000);
});
