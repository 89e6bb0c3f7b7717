import { describe, expect, test } from 'vitest';
import { finish, openPair, openSide, Recorder, readAll, readNow } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

const MUCH: Buffer = Buffer.alloc(3_000_000, 'x');

describe('the end of the stream', () => {
  test('closes the transport when eofReceived answers nothing, after what was buffered', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      expect(transport.isClosing()).toBe(true);
      expect((await readAll(loop, peer)).length).toBe(MUCH.length);
      await until(() => protocol.lost);
      expect(protocol.events.at(-1)).toBe('lost null');
      peer.close();
    }));

  test('leaves the write side open when eofReceived answers true', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.keepOpen = true;
      const { transport, peer } = await openSide(loop, protocol);
      peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      await turns(5);
      expect(protocol.events).toEqual(['made', 'eof']);
      expect([transport.isClosing(), transport.isReading()]).toEqual([false, true]);
      transport.write('still');
      expect(String(readNow(peer))).toBe('still');
      transport.close();
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
      peer.close();
    }));

  test('is told once, though reading is paused and resumed afterwards', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.keepOpen = true;
      const side = await openSide(loop, protocol);
      side.peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      side.transport.pauseReading();
      side.transport.resumeReading();
      await turns(5);
      expect(protocol.events).toEqual(['made', 'eof']);
      await finish(side);
    }));

  test('of our own side: writeEof ends it after the buffer, and the peer can go on', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      const { transport, protocol, peer } = side;
      expect(transport.canWriteEof()).toBe(true);
      transport.write(MUCH);
      expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
      transport.writeEof();
      transport.writeEof();
      expect(transport.isClosing()).toBe(false);
      expect((await readAll(loop, peer)).length).toBe(MUCH.length);
      peer.send('answer');
      await until(() => protocol.bytes > 0);
      expect(protocol.text).toBe('answer');
      peer.close();
      await until(() => protocol.lost);
      expect(protocol.order.slice(-3)).toEqual(['data', 'eof', 'lost null']);
    }));

  test('writeEof with nothing buffered ends at once; while closing it is ignored', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.writeEof();
      expect(peer.recv(1).length).toBe(0);
      transport.close();
      transport.writeEof();
      await until(() => protocol.lost);
      peer.close();
    }));

  test('both sides end their own and hear of the other, then both are lost', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      left.keepOpen = true;
      await openPair(loop, left, right);
      left.transport?.write('question');
      left.transport?.writeEof();
      right.keepOpen = true;
      await until(() => right.events.includes('eof'));
      right.transport?.write('answer');
      right.transport?.writeEof();
      await until(() => left.events.includes('eof'));
      expect([left.text, right.text]).toEqual(['answer', 'question']);
      left.transport?.close();
      right.transport?.close();
      await until(() => left.lost && right.lost);
      expect([left.order, right.order]).toEqual([
        ['made', 'data', 'eof', 'lost null'],
        ['made', 'data', 'eof', 'lost null'],
      ]);
    }));

  test('is not told once this side closed first', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      peer.close();
      transport.close();
      await until(() => protocol.lost);
      await turns(3);
      expect(protocol.events).toEqual(['made', 'lost null']);
    }));
});
