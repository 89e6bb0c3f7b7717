import { constants } from 'node:os';
import { createLoop } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { type SimulatedKernel, simulatedKernel } from '../src/index.ts';
import { World } from './world.ts';

const { EAGAIN, EBADF, EMFILE, ENOTSOCK, EPIPE } = constants.errno;

function openPipe(kernel: SimulatedKernel): [reader: number, writer: number] {
  const ends = kernel.pipes.open();
  if (typeof ends === 'number') throw new Error(`no pipe: ${ends}`);
  return [...ends];
}

describe('a pipe', () => {
  test('carries bytes from its write end to its read end', () => {
    const kernel = simulatedKernel();
    const { pipes } = kernel;
    const [reader, writer] = openPipe(kernel);
    expect(pipes.read(reader, 10)).toBe(-EAGAIN);
    expect([pipes.write(writer, Buffer.from('hello'), 1), pipes.write(writer, Buffer.from('!'), 0)]).toEqual([4, 1]);
    expect([String(pipes.read(reader, 2)), String(pipes.read(reader, 10)), pipes.read(reader, 10)]).toEqual(['el', 'lo!', -EAGAIN]);
    expect([pipes.write(writer, Buffer.alloc(0), 0), pipes.read(reader, 0)]).toEqual([0, 0]);
  });

  test('holds 64 KiB; small writes go whole or not at all', () => {
    const kernel = simulatedKernel();
    const { pipes } = kernel;
    const [reader, writer] = openPipe(kernel);
    expect(pipes.write(writer, Buffer.alloc(65_000), 0)).toBe(65_000);
    expect(pipes.write(writer, Buffer.alloc(4096), 0)).toBe(-EAGAIN);
    expect(pipes.write(writer, Buffer.alloc(5000), 0)).toBe(536);
    expect(pipes.write(writer, Buffer.alloc(1), 0)).toBe(-EAGAIN);
    pipes.read(reader, 4000);
    expect(pipes.write(writer, Buffer.alloc(4096), 0)).toBe(-EAGAIN);
    expect(pipes.write(writer, Buffer.alloc(4000), 0)).toBe(4000);
  });

  test('is readable with data, writable with room, and hangs up', () => {
    const kernel = simulatedKernel();
    const w = new World(kernel);
    const [reader, writer] = openPipe(kernel);
    expect([w.ready(reader), w.ready(writer)]).toEqual(['', 'w']);
    kernel.pipes.write(writer, Buffer.alloc(65_536), 0);
    expect([w.ready(reader), w.ready(writer)]).toEqual(['r', '']);
    kernel.pipes.read(reader, 4096);
    expect(w.ready(writer)).toBe('w');
    kernel.sockets.close(writer);
    expect(w.ready(reader)).toBe('rw');
    expect(kernel.pipes.read(reader, 100_000)).toHaveLength(61_440);
    expect([kernel.pipes.read(reader, 10), w.ready(reader)]).toEqual([0, 'rw']);
    kernel.sockets.close(reader);
  });

  test('without a reader cannot be written to', () => {
    const kernel = simulatedKernel();
    const w = new World(kernel);
    const [reader, writer] = openPipe(kernel);
    kernel.sockets.close(reader);
    expect([kernel.pipes.write(writer, Buffer.from('x'), 0), w.ready(writer, 1)]).toEqual([-EPIPE, 'rw']);
  });

  test('has one direction, and is no socket', () => {
    const kernel = simulatedKernel();
    const [reader, writer] = openPipe(kernel);
    const bytes = Buffer.from('x');
    expect([kernel.pipes.write(reader, bytes, 0), kernel.pipes.read(writer, 1)]).toEqual([-EBADF, -EBADF]);
    expect([kernel.pipes.write(99, bytes, 0), kernel.pipes.read(99, 1)]).toEqual([-EBADF, -EBADF]);
    expect([kernel.sockets.recv(reader, 1, 0), kernel.sockets.send(writer, bytes, 0, 0)]).toEqual([-ENOTSOCK, -ENOTSOCK]);
    expect([kernel.sockets.setblocking(reader, true), kernel.sockets.getblocking(reader)]).toEqual([0, 1]);
  });

  test('needs two descriptors', () => {
    expect(simulatedKernel({ descriptorLimit: 1 }).pipes.open()).toBe(-EMFILE);
  });

  test('is watched by addReader and addWriter', async () => {
    const kernel = simulatedKernel();
    const loop = createLoop([sockets()], kernel);
    const [reader, writer] = openPipe(kernel);
    const text = loop.createFuture<string>();
    loop.addReader(reader, () => text.setResult(String(kernel.pipes.read(reader, 10))));
    loop.addWriter(writer, () => {
      loop.removeWriter(writer);
      kernel.pipes.write(writer, Buffer.from('hello'), 0);
    });
    expect(await loop.runUntilComplete(text)).toBe('hello');
    loop.removeReader(reader);
    for (const fd of [reader, writer]) kernel.sockets.close(fd);
    loop.close();
  });
});

test('reading and writing work on sockets too', () => {
  const kernel = simulatedKernel();
  const [left, right] = new World(kernel).pair();
  expect([kernel.pipes.write(left, Buffer.from('hi'), 0), String(kernel.pipes.read(right, 10)), kernel.pipes.read(right, 10)]).toEqual([
    2,
    'hi',
    -EAGAIN,
  ]);
});
