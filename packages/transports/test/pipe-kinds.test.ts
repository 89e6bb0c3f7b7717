import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { constants, socketpair, sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../test-support/needs-tool.ts';
import { transports } from '../src/index.ts';
import { Ends, openTerminal, withFifo } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('a FIFO', () => {
  test('between two processes is read and written', () =>
    withLoop((loop) =>
      withFifo(async (path) => {
        const child = spawn('sh', ['-c', `cat '${path}' && printf 'answer' > '${path}'`], { stdio: 'inherit' });
        const ended = once(child, 'close');
        const writing = new Recorder();
        // Opening waits for the other side, in a thread of Node's.
        const [transport] = await loop.connectWritePipe(() => writing, await open(path, 'w'));
        transport.write('');
        transport.close();
        await until(() => writing.lost);
        const reading = new Recorder();
        await loop.connectReadPipe(() => reading, await open(path, 'r'));
        await until(() => reading.lost);
        await ended;
        expect([writing.events, reading.text, reading.order]).toEqual([
          ['made', 'lost null'],
          'answer',
          ['made', 'data', 'eof', 'lost null'],
        ]);
      }),
    ));

  test('whose reader is killed', () =>
    withLoop((loop) =>
      withFifo(async (path) => {
        const child = spawn('sh', ['-c', `exec sleep 600 < '${path}'`], { stdio: 'inherit' });
        const ended = once(child, 'close');
        const recorder = new Recorder();
        const [transport] = await loop.connectWritePipe(() => recorder, await open(path, 'w'));
        transport.write(Buffer.alloc(1_000_000));
        expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
        child.kill('SIGKILL');
        await until(() => recorder.lost);
        await ended;
        expect(recorder.events).toEqual(['made', 'pause', 'lost EPIPE']);
      }),
    ));

  test('that is open for reading and writing is not taken for one whose reader went', () =>
    withLoop((loop) =>
      withFifo(async (path) => {
        const recorder = new Recorder();
        const fd = openSync(path, 'r+');
        const [transport] = await loop.connectWritePipe(() => recorder, fd);
        transport.write('to itself');
        await turns(5);
        const ends = new Ends(loop);
        expect([recorder.events, String(ends.read(fd))]).toEqual([['made'], 'to itself']);
        transport.close();
        await until(() => recorder.lost);
        expect(recorder.error).toBe(null);
      }),
    ));
});

describe('a socket', () => {
  test('is read as a pipe', () =>
    withLoop(async (loop) => {
      const [one, other] = socketpair();
      const recorder = new Recorder();
      await loop.connectReadPipe(() => recorder, one.detach());
      other.send('hello');
      await until(() => recorder.bytes === 5);
      other.close();
      await until(() => recorder.lost);
      expect(recorder.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));

  test('is written as a pipe, until its peer goes', () =>
    withLoop(async (loop) => {
      const [one, other] = socketpair();
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, one.detach());
      transport.write('hello');
      transport.writelines(['a', 'b']);
      expect(String(other.recv(10))).toBe('helloab');
      other.close();
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost null']);
    }));

  test('whose peer writes has not lost it', () =>
    withLoop(async (loop) => {
      const [one, other] = socketpair();
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, one.detach());
      other.send('not asked for');
      await turns(5);
      transport.write('still here');
      expect([recorder.events, String(other.recv(100))]).toEqual([['made'], 'still here']);
      other.close();
      transport.write('x');
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost EPIPE']);
    }));

  test('whose connection is reset tells the exception handler, as other failures to read do', () =>
    withLoop(async (loop, reports) => {
      const [one, other] = socketpair();
      const recorder = new Recorder();
      await loop.connectReadPipe(() => recorder, one.detach());
      // What one sent is unread when the other goes: that resets the connection.
      new Ends(loop).write(recorder.transport?.getExtraInfo('pipe') as number, 'unread');
      other.close();
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost ECONNRESET']);
      expect(reports.splice(0).map(({ message }) => message)).toEqual(['Fatal read error on pipe transport']);
    }));

  test('of datagrams is refused nothing: each write is one', () =>
    withLoop(async (loop) => {
      const [one, other] = socketpair(constants.AF_UNIX, constants.SOCK_DGRAM);
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, one.detach());
      transport.write('one');
      transport.writelines(['t', 'wo']);
      expect([String(other.recv(10)), String(other.recv(10))]).toEqual(['one', 'two']);
      transport.close();
      await until(() => recorder.lost);
      other.close();
    }));
});

describe('a character device', () => {
  test('that takes everything is written to', () =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, openSync('/dev/null', 'w'));
      transport.write(Buffer.alloc(1_000_000));
      transport.writelines(['a', 'b']);
      expect(transport.getWriteBufferSize()).toBe(0);
      transport.close();
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost null']);
    }));

  test.skipIf(process.platform !== 'linux')('that is full loses the connection (/dev/full: Linux only)', () =>
    withLoop(async (loop) => {
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, openSync('/dev/full', 'w'));
      transport.write('x');
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'lost ENOSPC']);
    }),
  );

  test('that cannot be waited for is not read: the error says why, and it stays open', () =>
    withLoop(async (loop) => {
      const fd = openSync('/dev/null', 'r');
      await expect(loop.connectReadPipe(() => new Recorder(), fd)).rejects.toMatchObject({
        code: 'EPERM',
        message: expect.stringContaining('always ready'),
      });
      closeSync(fd);
    }));
});

test('what only poll(2) can watch is read with that', async () => {
  const loop = createLoop([sockets(), transports()], nativeKernel({ poller: 'poll' }));
  await loop.runUntilComplete(async () => {
    const recorder = new Recorder();
    await loop.connectReadPipe(() => recorder, openSync('/dev/null', 'r'));
    await until(() => recorder.lost);
    expect(recorder.events).toEqual(['made', 'eof', 'lost null']);
  });
  loop.close();
});

describeWith(['python3'], 'a terminal', () => {
  test('is read and written, and ends with its other side', () =>
    withLoop(async (loop) => {
      const [leader, terminal] = await openTerminal(loop);
      const [reading, writing] = [new Recorder(), new Recorder()];
      const copy = openSync(`/dev/fd/${terminal}`, 'r+');
      await loop.connectReadPipe(() => reading, terminal);
      const [writer] = await loop.connectWritePipe(() => writing, copy);
      const ends = new Ends(loop);
      writeSync(leader, 'typed');
      await until(() => reading.bytes === 5);
      writer.write('shown');
      expect(String(ends.read(leader))).toBe('shown');
      // Input does not mean that the reader of the output has gone.
      expect(writing.events).toEqual(['made']);
      closeSync(leader);
      await until(() => reading.lost);
      writer.write('nobody sees it');
      await until(() => writing.lost);
      expect([reading.text, reading.order, writing.events]).toEqual(['typed', ['made', 'data', 'eof', 'lost null'], ['made', 'lost EIO']]);
    }));

  test('the leading side is read and written; it ends with EIO, which nobody is told of but its protocol', () =>
    withLoop(async (loop) => {
      const [leader, terminal] = await openTerminal(loop);
      const recorder = new Recorder();
      await loop.connectReadPipe(() => recorder, leader);
      writeSync(terminal, 'shown');
      await until(() => recorder.bytes === 5);
      closeSync(terminal);
      await until(() => recorder.lost);
      expect(recorder.order).toEqual(['made', 'data', 'lost EIO']);
    }));

  test('that nobody reads makes the writer wait', () =>
    withLoop(async (loop) => {
      const [leader, terminal] = await openTerminal(loop);
      const recorder = new Recorder();
      const [transport] = await loop.connectWritePipe(() => recorder, terminal);
      transport.write(Buffer.alloc(300_000, 'x'));
      expect([transport.getWriteBufferSize() > 0, recorder.events]).toEqual([true, ['made', 'pause']]);
      transport.close();
      let size = 0;
      const ends = new Ends(loop);
      new Ends(loop).sockets.setblocking(leader, false);
      for (; !recorder.lost; await turns()) size += ends.readAll(leader).length;
      size += ends.readAll(leader).length;
      expect([size, recorder.events.at(-1)]).toEqual([300_000, 'lost null']);
      closeSync(leader);
    }));
});
