import { type FileHandle, open } from 'node:fs/promises';
import type { ReadTransport, WriteTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { withFifo } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

interface Ends {
  readonly loop: TestLoop;
  readonly handles: readonly [reader: FileHandle, writer: FileHandle];
  readonly reading: Recorder;
  readonly writing: Recorder;
  readonly reader: ReadTransport;
  readonly writer: WriteTransport;
}

/** Both ends of a FIFO as transports over a FileHandle. */
async function withHandles(body: (ends: Ends) => Promise<void>): Promise<void> {
  await withFifo((path) =>
    withLoop(async (loop) => {
      const handles = await Promise.all([open(path, 'r'), open(path, 'w')]);
      const [reader, reading] = await loop.connectReadPipe(() => new Recorder(), handles[0]);
      const [writer, writing] = await loop.connectWritePipe(() => new Recorder(), handles[1]);
      await body({ loop, handles, reading, writing, reader, writer });
      await Promise.all(handles.map((handle) => handle.close()));
    }),
  );
}

describe('a FileHandle that its user closes as well', () => {
  test('once the transport was closed: connectionLost comes all the same', () =>
    withHandles(async ({ handles, reading, writing, reader, writer }) => {
      reader.close();
      writer.abort();
      const closed = handles.map((handle) => handle.close());
      await until(() => reading.lost && writing.lost);
      await Promise.all(closed);
      expect([reading.events, writing.events]).toEqual([
        ['made', 'lost null'],
        ['made', 'lost null'],
      ]);
    }));

  test('in eofReceived: connectionLost comes all the same', () =>
    withHandles(async ({ handles, reading, writing, writer }) => {
      reading.on = (event) => {
        if (event === 'eof') void handles[0].close();
      };
      writer.close();
      await until(() => reading.lost && writing.lost);
      expect(reading.events).toEqual(['made', 'eof', 'lost null']);
    }));

  test('while something is still to be written: EBADF', () =>
    withHandles(async ({ handles, reading, writing, reader, writer }) => {
      reader.pauseReading();
      writer.write(Buffer.alloc(1 << 20));
      writer.close();
      await handles[1].close();
      await until(() => writing.lost);
      expect(writing.events).toEqual(['made', 'pause', 'lost EBADF']);
      reader.close();
      await until(() => reading.lost);
    }));
});
