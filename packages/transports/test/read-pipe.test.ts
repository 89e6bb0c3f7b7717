import { describe, expect, test } from 'vitest';
import { Filler } from './filler.ts';
import { Ends, openReading } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('a read pipe', () => {
  test('delivers what was written, and its end', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer, reader } = await openReading(loop);
      expect([protocol.events, transport.isReading(), transport.isClosing()]).toEqual([['made'], true, false]);
      expect([transport.getProtocol(), transport.getExtraInfo('pipe'), transport.getExtraInfo('socket')]).toEqual([
        protocol,
        reader,
        undefined,
      ]);
      ends.write(writer, 'hello');
      await until(() => protocol.bytes === 5);
      ends.write(writer, ' world');
      ends.close(writer);
      await until(() => protocol.lost);
      expect([protocol.text, protocol.order]).toEqual(['hello world', ['made', 'data', 'eof', 'lost null']]);
      expect([transport.isReading(), transport.isClosing(), transport.getExtraInfo('pipe', 'gone')]).toEqual([false, true, 'gone']);
      expect(ends.read(reader)).toBe('EBADF');
    }));

  test('ends whatever eofReceived answers', () =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      recorder.keepOpen = true;
      const { ends, protocol, writer } = await openReading(loop, recorder);
      ends.close(writer);
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
    }));

  test('delivers one byte at a time', () =>
    withLoop(async (loop) => {
      const { ends, protocol, writer } = await openReading(loop);
      const text = 'one byte after the other';
      for (const byte of text) {
        ends.write(writer, byte);
        await turns();
      }
      ends.close(writer);
      await until(() => protocol.lost);
      expect(protocol.text).toBe(text);
    }));

  test('delivers much, while the writer waits for room', () =>
    withLoop(async (loop) => {
      const { ends, protocol, writer } = await openReading(loop);
      let written = 0;
      while (written < 1_000_000) {
        written += ends.fill(writer);
        await turns();
      }
      ends.close(writer);
      await until(() => protocol.lost);
      expect(protocol.bytes).toBe(written);
    }));

  test('reads nothing while paused', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer } = await openReading(loop);
      for (let i = 0; i < 2; i++) transport.pauseReading();
      expect(transport.isReading()).toBe(false);
      ends.write(writer, 'later');
      await turns(5);
      expect(protocol.events).toEqual(['made']);
      for (let i = 0; i < 2; i++) transport.resumeReading();
      expect(transport.isReading()).toBe(true);
      await until(() => protocol.bytes === 5);
      transport.pauseReading();
      ends.close(writer);
      await turns(5);
      expect(protocol.order).toEqual(['made', 'data']);
      transport.resumeReading();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));

  test('paused in connectionMade reads nothing', () =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      recorder.on = (event) => event === 'made' && recorder.transport?.pauseReading();
      const ends = new Ends(loop);
      const [reader, writer] = ends.open();
      ends.write(writer, 'early');
      const [transport] = await loop.connectReadPipe(() => recorder, reader);
      await turns(5);
      expect(recorder.events).toEqual(['made']);
      transport.resumeReading();
      await until(() => recorder.bytes === 5);
      transport.close();
      await until(() => recorder.lost);
      ends.close(writer);
    }));

  test('closed drops what was not read, and tells the writer', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer } = await openReading(loop);
      ends.write(writer, 'never read');
      transport.close();
      transport.close();
      expect([protocol.events, transport.isClosing(), transport.isReading()]).toEqual([['made'], true, false]);
      transport.pauseReading();
      transport.resumeReading();
      await until(() => protocol.lost);
      expect([protocol.events, ends.write(writer, 'x')]).toEqual([['made', 'lost null'], 'EPIPE']);
      ends.close(writer);
    }));

  test.each(['made', 'data', 'eof'])('can be closed in the callback %s', (where) =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      recorder.on = (event) => event === where && (recorder.transport as { close(): void }).close();
      const { ends, protocol, writer } = await openReading(loop, recorder);
      ends.write(writer, 'x');
      ends.close(writer);
      await until(() => protocol.lost);
      const all = ['made', 'data', 'eof'];
      expect(protocol.events).toEqual([...all.slice(0, all.indexOf(where) + 1), 'lost null']);
    }),
  );

  test('switches protocols between two deliveries', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, writer } = await openReading(loop);
      const filler = new Filler(Buffer.alloc(3));
      protocol.on = (event) => event === 'data' && transport.setProtocol(filler);
      ends.write(writer, 'first');
      await until(() => protocol.bytes === 5);
      ends.write(writer, 'second');
      ends.close(writer);
      await until(() => filler.events.length === 2);
      expect([filler.text, filler.events, filler.hints.every((hint) => hint === -1)]).toEqual(['second', ['eof', 'lost null'], true]);
      expect(protocol.events).toEqual(['made', 'data']);
    }));

  test('reads into the buffer of a buffered protocol', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const [reader, writer] = ends.open();
      const filler = new Filler(Buffer.alloc(4));
      await loop.connectReadPipe(() => filler, reader);
      ends.write(writer, 'a longer text');
      await until(() => filler.text === 'a longer text');
      ends.close(writer);
      await until(() => filler.events.length === 2);
      expect(filler.events).toEqual(['eof', 'lost null']);
    }));
});

describe('what a protocol throws', () => {
  test.each([
    ['made', 'Exception in callback'],
    ['data', 'Fatal error: protocol.dataReceived() call failed.'],
    ['eof', 'Fatal error: protocol.eofReceived() call failed.'],
    ['lost', 'Exception in callback'],
  ])('in %s is reported, and the descriptor closed', (where, message) =>
    withLoop(async (loop, reports) => {
      const recorder = new Recorder();
      recorder.on = (event) => {
        if (event === where) throw new RangeError('of the protocol');
      };
      const { ends, transport, reader, writer } = await openReading(loop, recorder);
      ends.write(writer, 'x');
      await turns(3);
      ends.close(writer);
      await until(() => transport.getExtraInfo('pipe') === undefined);
      expect(reports.map((report) => [report.message.startsWith(message), String(report.exception)])).toEqual([
        [true, 'RangeError: of the protocol'],
      ]);
      const ended = where === 'data' || where === 'eof';
      expect([recorder.events.at(-1), ends.read(reader)]).toEqual([ended ? 'lost of the protocol' : 'lost null', 'EBADF']);
      reports.splice(0);
    }),
  );

  test('in getBuffer or bufferUpdated ends the pipe', () =>
    withLoop(async (loop, reports) => {
      for (const wrong of [{ getBuffer: () => Buffer.alloc(0) }, { bufferUpdated: () => expect.fail('not this') }]) {
        const ends = new Ends(loop);
        const [reader, writer] = ends.open();
        const filler = new Filler(Buffer.alloc(4));
        Object.assign(filler, wrong);
        await loop.connectReadPipe(() => filler, reader);
        ends.write(writer, 'x');
        await until(() => filler.events.length > 0);
        ends.close(writer);
      }
      expect(reports.splice(0).map(({ message }) => message)).toEqual([
        'Fatal error: protocol.getBuffer() call failed.',
        'Fatal error: protocol.bufferUpdated() call failed.',
      ]);
    }));
});
