import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoop, type FileLike } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socketpair, sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { transports } from '../src/index.ts';
import { Ends, openReading, withFifo } from './pipe-ends.ts';
import { Recorder } from './recorder.ts';
import { newLoop, type TestLoop, turns, until, withLoop } from './with-loop.ts';

const METHODS = ['connectReadPipe', 'connectWritePipe'] as const;

type Connect = (factory: () => Recorder, pipe: FileLike) => Promise<unknown>;

function connect(loop: TestLoop, method: (typeof METHODS)[number]): Connect {
  return (factory, pipe) => (method === 'connectReadPipe' ? loop.connectReadPipe(factory, pipe) : loop.connectWritePipe(factory, pipe));
}

function isOpen(fd: number): boolean {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
}

describe.each(METHODS)('%s refuses', (method) => {
  const refusal = async (loop: TestLoop, pipe: unknown, factory: unknown = () => new Recorder()): Promise<string> => {
    const error = await failureOf(() => connect(loop, method)(factory as () => Recorder, pipe as FileLike));
    return `${error.constructor.name} ${error.code ?? ''}: ${error.message}`;
  };

  test('what is no descriptor', () =>
    withLoop(async (loop) => {
      for (const wrong of [null, undefined, '3', {}, socketpair.name, []]) expect(await refusal(loop, wrong)).toContain('TypeError');
      for (const wrong of [-1, 1.5, Number.NaN, 2 ** 31]) expect(await refusal(loop, wrong)).toContain('RangeError');
      expect(await refusal(loop, 2 ** 30)).toMatch(/^SystemError EBADF: fstat .*is not open/);
      const [one, other] = socketpair();
      expect(await refusal(loop, one)).toContain('detach()');
      for (const sock of [one, other]) sock.close();
    }));

  test('a FileHandle that is closed', () =>
    withLoop(async (loop) => {
      const handle = await open('/dev/null');
      await handle.close();
      expect(await refusal(loop, handle)).toContain('a FileHandle that is closed');
    }));

  test('regular files and folders, which stay open', () =>
    withLoop(async (loop) => {
      const folder = mkdtempSync(join(tmpdir(), 'tsyncio-regular-'));
      writeFileSync(join(folder, 'file'), 'text');
      for (const path of [folder, join(folder, 'file')]) {
        const fd = openSync(path, 'r');
        expect(await refusal(loop, fd)).toMatch(/^TypeError .*regular file.*node:fs/);
        closeSync(fd);
      }
      rmSync(folder, { recursive: true });
    }));

  test('the wrong end of a pipe, which stays open', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const pair = ends.open();
      const [right, wrong] = method === 'connectReadPipe' ? pair : [...pair].reverse();
      expect(await refusal(loop, wrong)).toMatch(/TypeError .*is not open for .*other end/);
      expect(isOpen(wrong as number)).toBe(true);
      ends.close(right as number, wrong as number);
    }));

  test('one that a transport has already', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader, writer } = await openReading(loop);
      expect(await refusal(loop, reader)).toContain('ERR_FD_IN_USE');
      transport.close();
      await until(() => protocol.lost);
      ends.close(writer);
    }));

  test('a factory that is none, throws or makes nothing: the pipe stays as it was, and open', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const pair = ends.open();
      const fd = pair[method === 'connectReadPipe' ? 0 : 1];
      ends.sockets.setblocking(fd, true);
      const factories = [null, () => null, () => 5, () => expect.fail('of the factory')];
      for (const factory of factories) expect(await refusal(loop, fd, factory)).toMatch(/TypeError|of the factory/);
      expect([isOpen(fd), ends.sockets.getblocking(fd)]).toEqual([true, 1]);
      ends.close(...pair);
    }));

  test('to work on a closed loop, or a kernel without pipes', async () => {
    const { pipes: _pipes, ...kernel } = nativeKernel();
    const loop = createLoop([sockets(), transports()], kernel);
    expect(await refusal(loop, 0)).toMatch(/^TypeError .*has no pipes/);
    loop.close();
    expect(await refusal(loop, 0)).toContain('ERR_LOOP_CLOSED');
  });
});

describe('a pipe transport', () => {
  test('makes its descriptor non-blocking', () =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const [reader, writer] = ends.open();
      for (const fd of [reader, writer]) ends.sockets.setblocking(fd, true);
      const [reading, writing] = [new Recorder(), new Recorder()];
      await loop.connectReadPipe(() => reading, reader);
      const [transport] = await loop.connectWritePipe(() => writing, writer);
      expect([reader, writer].map((fd) => ends.sockets.getblocking(fd))).toEqual([0, 0]);
      transport.write('through the loop');
      transport.close();
      await until(() => reading.lost && writing.lost);
      expect(reading.text).toBe('through the loop');
    }));

  test('keeps others from watching its descriptor', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader, writer } = await openReading(loop);
      expect((await failureOf(() => loop.addReader(reader, () => {}))).code).toBe('ERR_FD_IN_USE');
      transport.close();
      await until(() => protocol.lost);
      ends.close(writer);
    }));

  test.each(METHODS)('of a cancelled call of %s is closed', (method) =>
    withLoop(async (loop) => {
      const ends = new Ends(loop);
      const pair = ends.open();
      const fd = pair[method === 'connectReadPipe' ? 0 : 1];
      const recorder = new Recorder();
      const task = loop.createTask(async () => connect(loop, method)(() => recorder, fd));
      recorder.on = (event) => event === 'made' && task.cancel();
      await expect(task).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
      await until(() => recorder.lost);
      expect([recorder.events, isOpen(fd)]).toEqual([['made', 'lost null'], false]);
      ends.close(pair[method === 'connectReadPipe' ? 1 : 0]);
    }),
  );

  test('closes the FileHandle that it was given, once', () =>
    withLoop((loop) =>
      withFifo(async (path) => {
        const both = openSync(path, 'r+');
        const handle = await open(path, 'r');
        let closed = 0;
        (handle as unknown as { on(event: string, listener: () => void): void }).on('close', () => closed++);
        const recorder = new Recorder();
        const [transport] = await loop.connectReadPipe(() => recorder, handle);
        expect(transport.getExtraInfo('pipe')).toBe(handle.fd);
        transport.close();
        await until(() => recorder.lost && handle.fd === -1);
        await handle.close();
        expect([closed, recorder.events]).toEqual([1, ['made', 'lost null']]);
        closeSync(both);
      }),
    ));

  test.each([true, false])('ends when somebody else closes its FileHandle (while it writes: %s)', (full) =>
    withLoop((loop) =>
      withFifo(async (path) => {
        const reader = openSync(path, 'r+');
        const handle = await open(path, 'w');
        const recorder = new Recorder();
        const [transport] = await loop.connectWritePipe(() => recorder, handle);
        if (full) transport.write(Buffer.alloc(1_000_000));
        await handle.close();
        transport.write('dropped');
        transport.close();
        await until(() => recorder.lost);
        expect(recorder.events.at(-1)).toBe('lost EBADF');
        closeSync(reader);
      }),
    ),
  );

  test.each(['close', 'abort'] as const)('on a closed loop closes its descriptor in %s', async (how) => {
    const loop = newLoop();
    const ends = new Ends(loop);
    const [reader, writer] = ends.open();
    const recorder = new Recorder();
    const transport = await loop.runUntilComplete(async () => (await loop.connectWritePipe(() => recorder, writer))[0]);
    loop.close();
    transport[how]();
    expect([isOpen(writer), recorder.lost]).toEqual([false, false]);
    ends.close(reader);
  });

  test('says in words what it is', () =>
    withLoop(async (loop) => {
      const { ends, transport, protocol, reader, writer } = await openReading(loop);
      expect(String(transport)).toBe(`<ReadPipeTransport fd=${reader} reading>`);
      transport.pauseReading();
      expect(String(transport)).toBe(`<ReadPipeTransport fd=${reader} paused>`);
      transport.close();
      expect(String(transport)).toBe(`<ReadPipeTransport fd=${reader} closing>`);
      await until(() => protocol.lost);
      await turns();
      expect(String(transport)).toBe('<ReadPipeTransport closed closing>');
      ends.close(writer);
    }));
});
