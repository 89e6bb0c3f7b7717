import { expect, test } from 'vitest';
import { FrameReader, frame } from '../src/worker/frames.ts';

const messages = [
  { args: [1, 'text', null] },
  { args: [new Uint8Array([1, 2, 3]), new Map([['key', new Date(0)]])] },
  { args: ['x'.repeat(3000)] },
  { args: [new Float64Array(500).fill(0.5)] },
  { args: ['ünïcödé 𝒳'] },
];

function isPlain({ args }: { args: unknown[] }): boolean {
  return args.every((value) => typeof value !== 'object' || value === null);
}

test.each([1, 2, 3, 4, 5, 6, 7, 64, 1000, 1_000_000])('messages are found in a stream that comes in pieces of %i bytes', (size) => {
  const stream = Buffer.concat(messages.map((message) => frame(message, isPlain(message))));
  const found: unknown[] = [];
  const reader = new FrameReader((message) => found.push(message));
  const piece = Buffer.alloc(Math.min(size, stream.length));
  for (let offset = 0; offset < stream.length; offset += size) {
    // The memory of a piece is used again for the next.
    const length = stream.copy(piece, 0, offset, Math.min(offset + size, stream.length));
    reader.take(piece.subarray(0, length));
    piece.fill(0xff);
  }
  expect(found).toEqual(messages);
});

test('views that were received have memory of their own, and no more of it than was sent', () => {
  const views = [new Uint8Array([1, 2, 3]), new Float64Array([1.5]), Buffer.from('abc'), new DataView(new ArrayBuffer(8), 2, 4)];
  const found: (typeof views)[] = [];
  new FrameReader((message) => found.push(message as typeof views)).take(frame(views, false));
  expect(found).toEqual([views]);
  expect(found[0]?.map(({ buffer, byteOffset }) => [buffer.byteLength, byteOffset])).toEqual([
    [3, 0],
    [8, 0],
    [3, 0],
    [4, 0],
  ]);
  expect(Buffer.isBuffer(found[0]?.[2])).toBe(true);
});
