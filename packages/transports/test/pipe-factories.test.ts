import { fstatSync } from 'node:fs';
import type { ReadTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { Ends } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { newLoop, until, withLoop } from './with-loop.ts';

describe('the factory of a pipe', () => {
  test('that makes another transport of it has that one alone', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const [reader, writer] = ends.open();
      const [outer, inner] = [new Recorder(), new Recorder()];
      let opening: Promise<readonly [ReadTransport, Recorder]> | null = null;
      const factory = (): Recorder => {
        opening = loop.connectReadPipe(() => inner, reader);
        return outer;
      };
      expect((await failureOf(() => loop.connectReadPipe(factory, reader))).code).toBe('ERR_FD_IN_USE');
      await opening;
      ends.write(writer, 'for the inner one');
      ends.close(writer);
      await until(() => inner.lost);
      expect([inner.text, inner.order, outer.events]).toEqual(['for the inner one', ['made', 'data', 'eof', 'lost null'], []]);
    }));

  test('that closes the loop leaves the pipe open', async () => {
    const loop = newLoop();
    const ends = new Ends(loop);
    const [reader, writer] = ends.open();
    const factory = (): Recorder => {
      loop.close();
      return new Recorder();
    };
    expect((await failureOf(() => loop.connectReadPipe(factory, reader))).code).toBe('ERR_LOOP_CLOSED');
    expect(fstatSync(reader).isFIFO()).toBe(true);
    ends.close(reader, writer);
  });
});
