import { describe, expect, test } from 'vitest';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import { Ends, openWriting, type Writing } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

/** What a pipe holds, in bytes. */
const CAPACITY = 65_536;

/** A write pipe that is full, and buffers `more` bytes. */
async function openFull(loop: Parameters<typeof openWriting>[0], more = 100_000): Promise<Writing> {
  const writing = await openWriting(loop);
  writing.transport.write(Buffer.alloc(CAPACITY + more, 'x'));
  expect(writing.transport.getWriteBufferSize()).toBe(more);
  return writing;
}

describe('a write pipe', () => {
  test('writes at once', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader, writer } = await openWriting(loop);
      expect([protocol.events, transport.canWriteEof(), transport.getExtraInfo('pipe')]).toEqual([['made'], true, writer]);
      transport.write('hello');
      expect([String(ends.read(reader)), transport.getWriteBufferSize()]).toEqual(['hello', 0]);
      transport.write('');
      transport.writelines(['one, ', Buffer.from('two, '), new Uint16Array([0x4142]), new DataView(new ArrayBuffer(0))]);
      transport.writelines([]);
      expect(String(ends.read(reader))).toBe('one, two, BA');
      transport.close();
      expect([transport.isClosing(), protocol.events]).toEqual([true, ['made']]);
      await until(() => protocol.lost);
      expect([protocol.events, ends.read(reader), transport.getExtraInfo('pipe')]).toEqual([['made', 'lost null'], 'end', undefined]);
      ends.close(reader);
    }));

  test('writes from connectionMade', () =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      recorder.on = (event) => event === 'made' && recorder.transport?.write('early');
      const { ends, transport, reader } = await openWriting(loop, recorder);
      expect(String(ends.read(reader))).toBe('early');
      transport.close();
      await until(() => recorder.lost);
      ends.close(reader);
    }));

  test('buffers what does not fit, and sends it in order when there is room', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      const sent = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
      transport.write(sent.subarray(0, 150_000));
      transport.write(sent.subarray(150_000, 150_001));
      transport.writelines([sent.subarray(150_001, 200_000), sent.subarray(200_000)]);
      expect([transport.getWriteBufferSize(), protocol.events]).toEqual([300_000 - CAPACITY, ['made', 'pause']]);
      const parts: Buffer[] = [];
      let size = 0;
      while (size < sent.length) {
        const part = ends.read(reader, 10_000);
        if (typeof part === 'string') await turns();
        else size += parts[parts.push(part) - 1]?.length ?? 0;
      }
      expect([Buffer.concat(parts).equals(sent), transport.getWriteBufferSize()]).toEqual([true, 0]);
      expect(protocol.events).toEqual(['made', 'pause', 'resume']);
      transport.close();
      await until(() => protocol.lost);
      ends.close(reader);
    }));

  test('of many short parts takes what fits', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      transport.writelines(Array.from({ length: 1000 }, (_, i) => `${i};`.padStart(100, '.')));
      expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
      transport.close();
      const parts: Buffer[] = [];
      while (!protocol.lost) {
        parts.push(ends.readAll(reader));
        await turns();
      }
      parts.push(ends.readAll(reader));
      expect(
        String(Buffer.concat(parts))
          .split(';')
          .slice(0, -1)
          .map((part) => Number(part.replaceAll('.', ''))),
      ).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      ends.close(reader);
    }));

  test('keeps to the water marks that were set', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      expect(transport.getWriteBufferLimits()).toEqual([16_384, 65_536]);
      transport.setWriteBufferLimits({ high: 10, low: 5 });
      expect(() => transport.setWriteBufferLimits({ high: 1, low: 2 })).toThrow(RangeError);
      expect(transport.getWriteBufferLimits()).toEqual([5, 10]);
      transport.write(Buffer.alloc(CAPACITY + 10));
      expect(protocol.events).toEqual(['made']);
      transport.write('x');
      expect(protocol.events).toEqual(['made', 'pause']);
      ends.readAll(reader);
      await until(() => transport.getWriteBufferSize() === 0);
      ends.readAll(reader);
      transport.write(Buffer.alloc(CAPACITY + 10));
      expect(protocol.events).toEqual(['made', 'pause', 'resume']);
      transport.setWriteBufferLimits({ high: 0 });
      expect(protocol.events).toEqual(['made', 'pause', 'resume', 'pause']);
      transport.abort();
      await until(() => protocol.lost);
      ends.close(reader);
    }));

  test('refuses what is no bytes', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      expect(() => transport.write(5 as never)).toThrow(TypeError);
      expect(() => transport.writelines(['good', null as never])).toThrow(TypeError);
      expect(ends.read(reader)).toBe('EAGAIN');
      transport.close();
      await until(() => protocol.lost);
      ends.close(reader);
    }));
});

describe('closing a write pipe', () => {
  test.each(['close', 'writeEof'] as const)('by %s sends what is buffered first', (how) =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      transport[how]();
      transport[how]();
      transport.write('dropped');
      await turns(3);
      expect([transport.isClosing(), protocol.lost, transport.getWriteBufferSize()]).toEqual([true, false, 100_000]);
      let size = 0;
      for (; !protocol.lost; await turns()) size += ends.readAll(reader).length;
      size += ends.readAll(reader).length;
      expect([size, protocol.events]).toEqual([CAPACITY + 100_000, ['made', 'pause', 'resume', 'lost null']]);
      ends.close(reader);
    }),
  );

  test('by abort drops what is buffered', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      transport.abort();
      expect([transport.getWriteBufferSize(), transport.isClosing(), protocol.lost]).toEqual([0, true, false]);
      await until(() => protocol.lost);
      expect([protocol.error, ends.readAll(reader).length, ends.read(reader)]).toEqual([null, CAPACITY, 'end']);
      ends.close(reader);
    }));

  test('aborts what close would have sent', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      transport.close();
      transport.abort();
      transport.abort();
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'pause', 'lost null']);
      ends.close(reader);
    }));

  test('drops later writes, and warns of those that go on', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      const warnings = await warningsOf(async () => {
        transport.close();
        for (let i = 0; i < 8; i++) transport.write('x');
        transport.write('');
        await until(() => protocol.lost);
        transport.writelines(['x']);
      });
      expect([warnings.length, ends.read(reader)]).toEqual([4, 'end']);
      ends.close(reader);
    }));

  test('a resumeWriting that writes on is served, unless it is closing', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      protocol.on = (event) => event === 'resume' && transport.write('more');
      let text = '';
      for (; !text.endsWith('more'); await turns()) text += String(ends.readAll(reader));
      transport.close();
      await until(() => protocol.lost);
      ends.close(reader);
    }));
});

describe('a reader that goes', () => {
  test('ends an idle write pipe at once', () =>
    withLoop(async (loop) => {
      const { ends, protocol, reader, transport } = await openWriting(loop);
      ends.close(reader);
      await until(() => protocol.lost);
      expect([protocol.events, transport.isClosing()]).toEqual([['made', 'lost null'], true]);
    }));

  test('fails one that has something to send', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      ends.close(reader);
      await until(() => protocol.lost);
      expect([protocol.events, transport.getWriteBufferSize()]).toEqual([['made', 'pause', 'lost EPIPE'], 0]);
    }));

  test('fails one that is closing', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openFull(loop);
      transport.close();
      ends.close(reader);
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'pause', 'lost EPIPE']);
    }));

  test('fails the next write, once', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      ends.close(reader);
      transport.write('x');
      expect([transport.isClosing(), protocol.lost]).toEqual([true, false]);
      transport.writelines(['y', 'z']);
      transport.close();
      transport.abort();
      await until(() => protocol.lost);
      await turns(3);
      expect(protocol.events).toEqual(['made', 'lost EPIPE']);
      expect(protocol.error).toMatchObject({ code: 'EPIPE', syscall: 'write' });
    }));

  test('fails a list', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      ends.close(reader);
      transport.writelines(['x', 'y']);
      await until(() => protocol.lost);
      expect(protocol.error).toMatchObject({ code: 'EPIPE', syscall: 'writev' });
    }));

  test('before there was a transport', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const [reader, writer] = ends.open();
      ends.close(reader);
      const recorder = new Recorder();
      await loop.connectWritePipe(() => recorder, writer);
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost null']);
    }));
});

describe('what a protocol throws', () => {
  test.each(['pause', 'resume'])('in %s is reported, and writing goes on', (where) =>
    withLoop(async (loop, reports) => {
      const recorder = new Recorder();
      recorder.on = (event) => {
        if (event === where) throw new RangeError('of the protocol');
      };
      const { ends, transport, reader } = await openWriting(loop, recorder);
      transport.write(Buffer.alloc(200_000));
      transport.close();
      for (; !recorder.lost; await turns()) ends.readAll(reader);
      expect(reports.splice(0).map(({ message }) => message)).toEqual([`protocol.${where}Writing() failed`]);
      expect(recorder.events).toEqual(['made', 'pause', 'resume', 'lost null']);
      ends.close(reader);
    }),
  );
});
