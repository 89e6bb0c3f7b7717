import { constants } from 'node:os';
import { createLoop, type ExceptionContext } from '@tsyncio/core';
import type { Pipes } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { transports } from '../../src/index.ts';
import { Ends, openReading, openWriting } from '../pipe-ends.ts';
import { Recorder } from '../recorder.ts';
import { type TestLoop, turns, until } from '../with-loop.ts';

const { EAGAIN, EBADF, EIO, ENOMEM } = constants.errno;

/** On a kernel whose pipe calls and `setblocking` are replaced by those of `failing`, once they are there. */
async function withFailing(
  body: (loop: TestLoop, failing: Partial<Pipes> & { setblocking?: () => number }, reports: ExceptionContext[]) => Promise<void>,
): Promise<void> {
  const kernel = nativeKernel();
  const failing: Partial<Pipes> & { setblocking?: () => number } = {};
  const { pipes } = kernel;
  if (pipes === undefined) throw new Error('a kernel with pipes is needed');
  const loop = createLoop([sockets(), transports()], {
    ...kernel,
    sockets: { ...kernel.sockets, setblocking: (...args) => (failing.setblocking ?? kernel.sockets.setblocking)(...args) },
    pipes: {
      ...pipes,
      read: (...args) => (failing.read ?? pipes.read)(...args),
      readInto: (...args) => (failing.readInto ?? pipes.readInto)(...args),
      write: (...args) => (failing.write ?? pipes.write)(...args),
    },
  }) as TestLoop;
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  try {
    await loop.runUntilComplete(async () => body(loop, failing, reports));
    expect(reports).toEqual([]);
  } finally {
    loop.close();
  }
}

describe('reading a pipe', () => {
  test.each([
    ['EIO', EIO, []],
    ['ENOMEM', ENOMEM, ['Fatal read error on pipe transport']],
  ])('that fails with %s loses it', (code, errno, messages) =>
    withFailing(async (loop, failing, reports) => {
      const { ends, protocol, writer } = await openReading(loop);
      failing.read = () => -errno;
      ends.write(writer, 'x');
      await until(() => protocol.lost);
      expect([protocol.events, reports.splice(0).map(({ message }) => message)]).toEqual([['made', `lost ${code}`], messages]);
      ends.close(writer);
    }),
  );

  test('that finds nothing is tried again', () =>
    withFailing(async (loop, failing) => {
      const { ends, protocol, writer } = await openReading(loop);
      failing.read = () => -EAGAIN;
      ends.write(writer, 'x');
      await turns(3);
      expect(protocol.events).toEqual(['made']);
      delete failing.read;
      ends.close(writer);
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'data', 'eof', 'lost null']);
    }));
});

describe('writing a pipe', () => {
  test('that takes a byte at a time gets everything through', () =>
    withFailing(async (loop, failing) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      const { write } = ends.pipes;
      const real = nativeKernel();
      failing.write = (fd, data, offset) => real.pipes?.write(fd, data.subarray(offset, offset + 1), 0) ?? write(fd, data, offset);
      transport.write('one at a time');
      expect(transport.getWriteBufferSize()).toBe('one at a time'.length - 1);
      transport.close();
      await until(() => protocol.lost);
      expect(String(ends.read(reader))).toBe('one at a time');
      ends.close(reader);
      real.close();
    }));

  test('that fails later drops the rest', () =>
    withFailing(async (loop, failing) => {
      const { ends, transport, protocol, reader } = await openWriting(loop);
      failing.write = () => -EAGAIN;
      transport.write('x');
      failing.write = () => -EIO;
      await until(() => protocol.lost);
      expect([protocol.events, transport.getWriteBufferSize()]).toEqual([['made', 'lost EIO'], 0]);
      ends.close(reader);
    }));
});

test("a pipe that cannot be made non-blocking stays open, and the caller's", () =>
  withFailing(async (loop, failing) => {
    const ends = new Ends(loop);
    const [reader, writer] = ends.open();
    failing.setblocking = () => -EBADF;
    expect((await failureOf(() => loop.connectReadPipe(() => new Recorder(), reader))).code).toBe('EBADF');
    delete failing.setblocking;
    ends.write(writer, 'x');
    expect(String(ends.read(reader))).toBe('x');
    ends.close(reader, writer);
  }));
