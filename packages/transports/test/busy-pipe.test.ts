import { describe, expect, test } from 'vitest';
import { type Ends, openReading, openWriting } from './pipe-ends.ts';
import { turns, until, withLoop } from './with-loop.ts';

const USUAL = 65_536;
/** Systems other than Linux have no way to make a pipe larger. */
const onLinux = process.platform === 'linux' ? test : test.skip;

/** How much an idle pipe holds. */
function roomOf(ends: Ends, writer: number): number {
  return ends.fill(writer);
}

describe('a pipe through which much goes', () => {
  onLinux('holds more once it was read full several times (Linux)', () =>
    withLoop(async (loop) => {
      const { ends, protocol, writer } = await openReading(loop);
      for (let round = 1; round <= 5; round++) {
        const before = protocol.bytes;
        const room = roomOf(ends, writer);
        if (round <= 4) expect(room).toBe(USUAL);
        else expect(room).toBeGreaterThan(USUAL);
        await until(() => protocol.bytes === before + room);
      }
      ends.close(writer);
      await until(() => protocol.lost);
    }),
  );

  onLinux('holds more once it took no more several times (Linux)', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      transport.write(Buffer.alloc(20 * USUAL));
      expect(ends.readAll(reader)).toHaveLength(USUAL);
      let largest = 0;
      while (transport.getWriteBufferSize() > 0) {
        await turns();
        largest = Math.max(largest, ends.readAll(reader).length);
      }
      expect(largest).toBeGreaterThan(USUAL);
      transport.close();
      await until(() => protocol.lost);
      ends.close(reader);
    }),
  );

  test('is as it was while little goes through', () =>
    withLoop(async (loop) => {
      const { ends, protocol, writer } = await openReading(loop);
      for (let round = 0; round < 20; round++) ends.write(writer, 'a line\n');
      await until(() => protocol.bytes === 140);
      const room = roomOf(ends, writer);
      expect(room).toBeLessThanOrEqual(USUAL);
      await until(() => protocol.bytes === 140 + room);
      ends.close(writer);
      await until(() => protocol.lost);
    }));
});
