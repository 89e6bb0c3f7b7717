import { describe, expect, test } from 'vitest';
import { finish, openSide, readAll } from './recorder.ts';
import { until, withLoop } from './with-loop.ts';

/** More than a socket takes at once. */
const MUCH = 1 << 22;

function give(data: Uint8Array): void {
  structuredClone(data.buffer, { transfer: [data.buffer as ArrayBuffer] });
  expect(data.length).toBe(0);
}

describe('memory that was written and given away before it was sent ends the connection with EFAULT', () => {
  test.each([
    ['the first of the buffer', 0],
    ['one in its middle', 1],
    ['the last', 2],
  ])('%s', (_which, index) =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      const chunks = [new Uint8Array(MUCH), new Uint8Array(1000), new Uint8Array(1000)];
      for (const chunk of chunks) side.transport.write(chunk);
      give(chunks[index] as Uint8Array);
      const received = await readAll(loop, side.peer);
      await until(() => side.protocol.lost);
      expect(received.length).toBeLessThan(MUCH + 2000);
      expect(side.protocol.events.at(-1)).toBe('lost EFAULT');
      await finish(side);
    }),
  );
});
