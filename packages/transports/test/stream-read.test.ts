import { describe, expect, test } from 'vitest';
import { finish, openSide, Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('pausing', () => {
  test('keeps data back until reading is resumed', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      const { transport, protocol, peer } = side;
      expect(transport.isReading()).toBe(true);
      transport.pauseReading();
      transport.pauseReading();
      expect(transport.isReading()).toBe(false);
      peer.send('kept');
      await turns(5);
      expect(protocol.bytes).toBe(0);
      transport.resumeReading();
      transport.resumeReading();
      expect(transport.isReading()).toBe(true);
      await until(() => protocol.bytes > 0);
      expect(protocol.text).toBe('kept');
      await finish(side);
    }));

  test('in connectionMade is honoured', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.on = (event) => void (event === 'made' && protocol.transport?.pauseReading());
      const side = await openSide(loop, protocol);
      side.peer.send('x');
      await turns(5);
      expect(protocol.events).toEqual(['made']);
      side.transport.resumeReading();
      await until(() => protocol.bytes > 0);
      await finish(side);
    }));

  test('and resuming in connectionMade reads', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.on = (event) => {
        if (event !== 'made') return;
        protocol.transport?.pauseReading();
        protocol.transport?.resumeReading();
      };
      const side = await openSide(loop, protocol);
      side.peer.send('x');
      await until(() => protocol.bytes > 0);
      await finish(side);
    }));

  test('in dataReceived stops before the next piece', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.on = (event) => void (event === 'data' && protocol.transport?.pauseReading());
      const side = await openSide(loop, protocol);
      side.peer.send('one');
      await until(() => protocol.bytes === 3);
      side.peer.send('two');
      await turns(5);
      expect(protocol.text).toBe('one');
      side.transport.resumeReading();
      await until(() => protocol.bytes === 6);
      expect(protocol.text).toBe('onetwo');
      await finish(side);
    }));

  test('in the turn in which data arrived keeps it back', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      side.peer.send('x');
      loop.callSoon(() => side.transport.pauseReading());
      await turns(6);
      const before = side.protocol.bytes;
      side.transport.resumeReading();
      await until(() => side.protocol.bytes === 1);
      expect(before).toBeLessThanOrEqual(1);
      await finish(side);
    }));

  test('keeps back the end of the stream too', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      side.transport.pauseReading();
      side.peer.shutdown('write');
      await turns(5);
      expect(side.protocol.events).toEqual(['made']);
      side.transport.resumeReading();
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'eof', 'lost null']);
      side.peer.close();
    }));

  test('and resuming do nothing while closing', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      side.peer.send('x');
      side.transport.pauseReading();
      side.transport.close();
      side.transport.resumeReading();
      expect(side.transport.isReading()).toBe(false);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'lost null']);
      side.peer.close();
    }));

  test('a paused transport can be written to and closed', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      side.transport.pauseReading();
      side.transport.write('out');
      side.transport.close();
      await until(() => side.protocol.lost);
      expect(String(side.peer.recv(10))).toBe('out');
      side.peer.close();
    }));
});

test('received buffers are never written again', () =>
  withLoop(async (loop) => {
    const side = await openSide(loop);
    for (let i = 0; i < 200; i++) {
      const before = side.protocol.received.length;
      side.peer.send(`message ${i}`);
      await until(() => side.protocol.received.length > before);
    }
    expect(side.protocol.received.map(String)).toEqual(Array.from({ length: 200 }, (_, i) => `message ${i}`));
    expect(side.protocol.received.every((data) => Buffer.isBuffer(data))).toBe(true);
    await finish(side);
  }));
