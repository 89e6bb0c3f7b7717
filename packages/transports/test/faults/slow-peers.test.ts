import type { Socket, Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { finish, openSide, Recorder, readNow, type Side } from '../recorder.ts';
import { openTcpSide } from '../sent-files.ts';
import { turns, until, withLoop } from '../with-loop.ts';
import { KINDS } from './tcp-side.ts';

const PIECE: Buffer = Buffer.alloc(10_000, 'x');

/** Write pieces until the protocol is told to pause. */
function fill(transport: Transport, protocol: Recorder): number {
  let written = 0;
  while (!protocol.events.includes('pause')) {
    transport.write(PIECE);
    written += PIECE.length;
  }
  return written;
}

/** Read in turns to come until the peer's end. */
async function drain(peer: Socket): Promise<number> {
  let total = 0;
  for (;;) {
    await turns(1);
    try {
      for (;;) {
        const { length } = peer.recv(1 << 20);
        if (length === 0) return total;
        total += length;
      }
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error;
    }
  }
}

describe.each([
  ['over TCP', openTcpSide],
  ['over a Unix socket', openSide],
])('a peer that never reads, %s', (_where, open) => {
  test('is written to up to the high mark and no more than one write above it', () =>
    withLoop(async (loop) => {
      const side = await open(loop);
      side.transport.setWriteBufferLimits({ high: 25_000, low: 5_000 });
      fill(side.transport, side.protocol);
      expect(side.transport.getWriteBufferSize()).toBeGreaterThan(25_000);
      expect(side.transport.getWriteBufferSize()).toBeLessThanOrEqual(25_000 + PIECE.length);
      await turns(20);
      expect(side.protocol.events).toEqual(['made', 'pause']);
      await finish(side);
    }));

  test('close waits for it, as long as it takes, and then loses nothing', () =>
    withLoop(async (loop) => {
      const side = await open(loop);
      const written = fill(side.transport, side.protocol);
      side.transport.close();
      await turns(50);
      expect(side.protocol.events).toEqual(['made', 'pause']);
      expect(side.transport.getWriteBufferSize()).toBeGreaterThan(0);
      expect(await drain(side.peer)).toBe(written);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'pause', 'resume', 'lost null']);
      side.peer.close();
    }));

  test('abort lets go of everything at once', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const side = await open(loop);
      const written = fill(side.transport, side.protocol);
      side.transport.close();
      side.transport.abort();
      expect(side.transport.getWriteBufferSize()).toBe(0);
      await turns(3);
      expect(side.protocol.events).toEqual(['made', 'pause', 'lost null']);
      expect(await drain(side.peer)).toBeLessThan(written);
      side.peer.close();
      expect(openSockets()).toEqual(before);
    }));

  test('what was buffered for it is collected after abort', () =>
    withLoop(async (loop) => {
      const side = await open(loop);
      const lost: WeakRef<Buffer>[] = [];
      // Out of sight of this function's frame, which may keep it.
      const write = (): void => {
        for (let i = 0; i < 50; i++) {
          const data = Buffer.alloc(1 << 20);
          side.transport.write(data);
          lost.push(new WeakRef(data));
        }
      };
      write();
      side.transport.abort();
      await until(() => side.protocol.lost);
      await turns(3);
      await new Promise((resolve) => void setImmediate(resolve));
      globalThis.gc?.();
      expect(lost.filter((ref) => ref.deref() !== undefined)).toEqual([]);
      side.peer.close();
    }));
});

test('100 peers that never read cost no more than their buffers, whoever wants to write to them', () =>
  withLoop(async (loop) => {
    const sides: Side[] = [];
    for (let i = 0; i < 100; i++) sides.push(await openSide(loop));
    const high = 20_000;
    let written = 0;
    for (const { transport, protocol } of sides) {
      transport.setWriteBufferLimits({ high });
      written += fill(transport, protocol);
    }
    const held = (): number => sides.reduce((sum, { transport }) => sum + transport.getWriteBufferSize(), 0);
    expect(held()).toBeLessThanOrEqual(sides.length * (high + PIECE.length));
    const memory = (): number => {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    await turns(10);
    const before = memory();
    await turns(2000);
    expect(memory() - before).toBeLessThan(2 << 20);
    expect(sides.every(({ protocol }) => protocol.events.join() === 'made,pause')).toBe(true);
    expect(written).toBeGreaterThan(held());
    await finish(...sides);
  }));

describe.each(KINDS)('%s whose peer sends one byte at a time', (_kind, Kind) => {
  test('receives 10,000 bytes in order, each when it came', () =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      const sent = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));
      for (let index = 0; index < sent.length; index++) {
        side.peer.send(sent.subarray(index, index + 1));
        if (index % 3 === 0) await turns(1);
        if (index % 100 === 0) await until(() => side.protocol.bytes === index + 1);
      }
      side.peer.shutdown('write');
      await until(() => side.protocol.lost);
      expect(Buffer.concat(side.protocol.received).equals(sent)).toBe(true);
      expect(side.protocol.order).toEqual(['made', 'data', 'eof', 'lost null']);
      side.peer.close();
    }));

  test('receives every byte though it pauses and resumes after each', () =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.protocol.on = (event) => {
        if (event !== 'data') return;
        side.transport.pauseReading();
        loop.callSoon(() => side.transport.resumeReading());
      };
      for (let index = 0; index < 2_000; index++) {
        side.peer.send('x');
        await turns(1);
      }
      await until(() => side.protocol.bytes === 2_000);
      side.peer.close();
      await until(() => side.protocol.lost);
      expect(side.protocol.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));
});

test('a peer that reads one byte at a time gets all of it, with one pause and one resume', () =>
  withLoop(async (loop) => {
    const side = await openSide(loop);
    const written = fill(side.transport, side.protocol);
    side.transport.writeEof();
    // Far enough by single bytes to be woken often, then the rest.
    let read = 0;
    for (; read < 10_000; read++) {
      expect(side.peer.recv(1)).toHaveLength(1);
      if (read % 10 === 0) await turns(1);
    }
    while (read < written) {
      read += readNow(side.peer).length;
      await turns(1);
    }
    expect(read).toBe(written);
    expect(side.protocol.events).toEqual(['made', 'pause', 'resume']);
    side.peer.close();
    await until(() => side.protocol.lost);
  }));

test('a transport that writes one byte at a time to a full socket sends them all, in order', () =>
  withLoop(async (loop) => {
    const protocol = new Recorder();
    const side = await openSide(loop, protocol);
    const written = fill(side.transport, protocol);
    const tail = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));
    for (let index = 0; index < tail.length; index++) side.transport.write(tail.subarray(index, index + 1));
    side.transport.close();
    const parts: Buffer[] = [];
    while (!protocol.lost) {
      parts.push(readNow(side.peer));
      await turns(1);
    }
    parts.push(readNow(side.peer));
    const all = Buffer.concat(parts);
    expect(all.length).toBe(written + tail.length);
    expect(all.subarray(written).equals(tail)).toBe(true);
    side.peer.close();
  }));
