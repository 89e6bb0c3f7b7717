import { describe, expect, test } from 'vitest';
import { openReading, openWriting } from './pipe-ends.ts';
import { turns, until, withLoop } from './with-loop.ts';

/** What a pipe holds, in bytes, unless somebody asks for more. */
const USUAL = 65_536;

// Elsewhere sizes are the system's own business.
describe.skipIf(process.platform !== 'linux')('a pipe through which much goes (sizes can be set on Linux only)', () => {
  test('holds more once its reader found it full', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer } = await openReading(loop);
      transport.pauseReading();
      expect(ends.fill(writer)).toBe(USUAL);
      transport.resumeReading();
      await until(() => protocol.bytes === USUAL);
      transport.pauseReading();
      const larger = ends.fill(writer);
      expect(larger).toBe(4 * USUAL);
      transport.resumeReading();
      await until(() => protocol.bytes === USUAL + larger);
      transport.close();
      await until(() => protocol.lost);
      ends.close(writer);
    }));

  test('holds more once it was full and its writer could go on', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      transport.write(Buffer.alloc(10 * USUAL));
      await turns(2);
      expect(transport.getWriteBufferSize()).toBe(9 * USUAL);
      expect(ends.readAll(reader)).toHaveLength(USUAL);
      await until(() => transport.getWriteBufferSize() < 9 * USUAL);
      await turns(2);
      expect(transport.getWriteBufferSize()).toBe(5 * USUAL);
      transport.abort();
      await until(() => protocol.lost);
      ends.close(reader);
    }));

  test('with little in it stays as it is', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer } = await openReading(loop);
      for (let i = 1; i <= 100; i++) {
        ends.write(writer, Buffer.alloc(4096));
        await until(() => protocol.bytes === i * 4096);
      }
      transport.pauseReading();
      expect(ends.fill(writer)).toBe(USUAL);
      transport.close();
      await until(() => protocol.lost);
      ends.close(writer);
    }));
});
