import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { LoopError, type Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { asDuplex } from '../src/index.ts';
import { finish, openPair, openSide, Recorder, readAll, readNow } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MEGABYTE = 1 << 20;

/** Everything a stream gives until its end. */
async function drain(stream: Duplex): Promise<Buffer> {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  await once(stream, 'end');
  return Buffer.concat(parts);
}

async function openDuplex(loop: TestLoop) {
  const side = await openSide(loop);
  return { ...side, stream: asDuplex(side.transport) };
}

describe('asDuplex', () => {
  test('reads what the transport receives, up to the end', () =>
    withLoop(async (loop) => {
      const { stream, peer } = await openDuplex(loop);
      peer.send('hello');
      peer.shutdown('write');
      expect(String(await drain(stream))).toBe('hello');
      stream.end();
      await until(() => stream.closed);
      expect(String(await readAll(loop, peer))).toBe('');
      peer.close();
    }));

  test('writes, and end() ends this side only', () =>
    withLoop(async (loop) => {
      const { stream, peer, transport } = await openDuplex(loop);
      stream.write('one ');
      stream.end('two');
      expect(String(await readAll(loop, peer))).toBe('one two');
      expect(transport.isClosing()).toBe(false);
      peer.send('an answer');
      peer.shutdown('write');
      expect(String(await drain(stream))).toBe('an answer');
      await until(() => stream.closed);
      expect(transport.isClosing()).toBe(true);
      peer.close();
    }));

  test('keeps what arrives before anybody reads, and stops the transport when that is enough', () =>
    withLoop(async (loop) => {
      const [left, right] = await openPair(loop);
      const stream = asDuplex(right.transport);
      left.transport.write(Buffer.alloc(4 * MEGABYTE, 'x'));
      await until(() => !right.transport.isReading());
      expect(stream.readableLength).toBeLessThan(MEGABYTE);
      expect(left.transport.getWriteBufferSize()).toBeGreaterThan(0);
      left.transport.writeEof();
      expect((await drain(stream)).length).toBe(4 * MEGABYTE);
      stream.destroy();
      await finish(left);
    }));

  test('a write is done once the transport has room again', () =>
    withLoop(async (loop) => {
      const { stream, peer, transport } = await openDuplex(loop);
      let done = 0;
      stream.write(Buffer.alloc(4 * MEGABYTE), () => done++);
      stream.write('more', () => done++);
      await turns(20);
      expect([done, transport.getWriteBufferSize() > 0]).toEqual([0, true]);
      await readAll(loop, peer, 4 * MEGABYTE + 4);
      await until(() => done === 2);
      expect(transport.getWriteBufferSize()).toBe(0);
      stream.destroy();
      await until(() => stream.closed);
      peer.close();
    }));

  test('destroy() before the end aborts the transport; destroy(error) too, and the stream tells the error', () =>
    withLoop(async (loop) => {
      for (const error of [undefined, new Error('no more')]) {
        const { stream, peer, transport } = await openDuplex(loop);
        const errors: Error[] = [];
        stream.on('error', (told) => errors.push(told));
        stream.write(Buffer.alloc(8 * MEGABYTE));
        stream.destroy(error);
        await new Promise((resolve) => stream.once('close', resolve));
        expect([transport.isClosing(), errors]).toEqual([true, error === undefined ? [] : [error]]);
        expect(readNow(peer).length).toBeLessThan(8 * MEGABYTE);
        peer.close();
      }
    }));

  test('the transport is closed in between: what was received can be read, then the stream ends', () =>
    withLoop(async (loop) => {
      const { stream, peer, transport } = await openDuplex(loop);
      peer.send('last words');
      await until(() => stream.readableLength > 0);
      transport.close();
      await until(() => stream.writableEnded);
      expect(String(await drain(stream))).toBe('last words');
      peer.close();
    }));

  test('a connection that is reset destroys the stream with the error of the system', () =>
    withLoop(async (loop) => {
      const { stream, peer } = await openDuplex(loop);
      stream.write('unread');
      peer.close();
      const [error] = await once(stream, 'error');
      expect(error).toMatchObject({ code: 'ECONNRESET' });
    }));

  test('writing to a transport that was aborted fails', () =>
    withLoop(async (loop) => {
      const { stream, peer, transport } = await openDuplex(loop);
      transport.abort();
      const [error] = await Promise.all([once(stream, 'error'), stream.write('late')]);
      expect(error).toMatchObject([{ code: 'ERR_TRANSPORT_STATE' }]);
      peer.close();
    }));

  test('refuses what is no transport, and one that is closing', () =>
    withLoop(async (loop) => {
      for (const wrong of [null, undefined, 1, {}, { write() {} }])
        expect(() => asDuplex(wrong as unknown as Transport)).toThrow(TypeError);
      const { transport, protocol, peer } = await openSide(loop, new Recorder());
      transport.close();
      expect(() => asDuplex(transport)).toThrow(LoopError);
      await until(() => protocol.lost);
      peer.close();
    }));
});
