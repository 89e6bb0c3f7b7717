import type { Socket } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { addressOf } from './listening.ts';
import { finish, openPair, openSide, Recorder, readAll, readNow } from './recorder.ts';
import { newLoop, turns, until, withLoop } from './with-loop.ts';

const MUCH: Buffer = Buffer.alloc(3_000_000, 'x');

describe('the order of calls', () => {
  test('is made, data, eof, lost; each side once, and lost last', () =>
    withLoop(async (loop) => {
      const [left, right] = await openPair(loop);
      left.transport.write('hello');
      left.transport.close();
      await until(() => left.lost && right.lost);
      await turns(5);
      expect(left.events).toEqual(['made', 'lost null']);
      expect(right.order).toEqual(['made', 'data', 'eof', 'lost null']);
      expect(right.text).toBe('hello');
    }));

  test('over TCP is as in asyncio: both made, then connected, data, lost on one side, eof and lost on the other', () =>
    withLoop(async (loop) => {
      const order: string[] = [];
      const [served, client] = [new Recorder(), new Recorder()];
      served.on = (event) => order.push(`server ${event}`);
      client.on = (event) => order.push(`client ${event}`);
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
      const [transport] = await loop.createConnection(() => client, addressOf(server));
      order.push('connected');
      transport.write('0123456789');
      await until(() => served.bytes === 10);
      transport.close();
      await until(() => served.lost && client.lost);
      server.close();
      await server.waitClosed();
      expect(order.filter((event) => event !== 'server made')).toEqual([
        'client made',
        'connected',
        'server data',
        'client lost',
        'server eof',
        'server lost',
      ]);
      expect(order.indexOf('server made')).toBeLessThan(order.indexOf('server data'));
    }));

  test('connectionMade comes at least a turn before createConnection resolves', () =>
    withLoop(async (loop) => {
      let [turn, madeAt] = [0, -1];
      let counting = true;
      const count = (): void => {
        turn++;
        if (counting) loop.callSoon(count);
      };
      loop.callSoon(count);
      const protocol = new Recorder();
      protocol.on = () => {
        if (madeAt < 0) madeAt = turn;
      };
      const side = await openSide(loop, protocol);
      expect(madeAt).toBeGreaterThan(0);
      expect(turn).toBeGreaterThan(madeAt);
      counting = false;
      await finish(side);
    }));

  test('connectionLost is never called from inside close or abort, but in the next turn', () =>
    withLoop(async (loop) => {
      for (const method of ['close', 'abort'] as const) {
        const side = await openSide(loop);
        side.transport[method]();
        expect(side.protocol.lost).toBe(false);
        expect(side.transport.isClosing()).toBe(true);
        await turns(1);
        await turns(1);
        expect(side.protocol.events).toEqual(['made', 'lost null']);
        side.peer.close();
      }
    }));

  test('data that was there before the transport comes after connectionMade', () =>
    withLoop(async (loop) => {
      const [sock, peer] = socketpair();
      peer.send('early');
      const protocol = new Recorder();
      const [transport] = await loop.createConnection(() => protocol, { sock });
      await until(() => protocol.bytes > 0);
      expect(protocol.events).toEqual(['made', 'data']);
      await finish({ transport, protocol, peer });
    }));

  test('a protocol without any method is fine', () =>
    withLoop(async (loop) => {
      const [sock, peer] = socketpair();
      const [transport, protocol] = await loop.createConnection(() => ({}), { sock });
      expect(transport.getProtocol()).toBe(protocol);
      peer.send('ignored');
      peer.close();
      await until(() => transport.isClosing() && stateOf(loop).readiness.size === 0);
      await turns(2);
    }));
});

describe('closing', () => {
  test('with a full buffer sends everything to a peer that reads', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.close();
      expect([transport.isClosing(), transport.isReading(), protocol.lost]).toEqual([true, false, false]);
      expect((await readAll(loop, peer)).equals(MUCH)).toBe(true);
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'pause', 'resume', 'lost null']);
      peer.close();
    }));

  test('with a full buffer and a peer that goes is lost with an error, without eof', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.close();
      await turns(2);
      peer.close();
      await until(() => protocol.lost);
      expect(protocol.events.slice(0, 2)).toEqual(['made', 'pause']);
      expect(protocol.events.at(-1)).toMatch(/^lost (EPIPE|ECONNRESET)$/);
      expect(protocol.events).not.toContain('eof');
      expect(transport.getWriteBufferSize()).toBe(0);
    }));

  test('data written while the buffer drains goes too', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.close();
      transport.write('last');
      const all = await readAll(loop, peer);
      expect(String(all.subarray(-5))).toBe('xlast');
      await until(() => protocol.lost);
      peer.close();
    }));

  test('twice, and abort after it, call connectionLost once', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.close();
      transport.close();
      transport.abort();
      transport.abort();
      await turns(4);
      expect(protocol.events).toEqual(['made', 'lost null']);
      transport.close();
      transport.abort();
      await turns(4);
      expect(protocol.events).toEqual(['made', 'lost null']);
      peer.close();
    }));

  test('abort with a full buffer drops it at once', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.abort();
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(protocol.lost).toBe(false);
      await turns(2);
      expect(protocol.events).toEqual(['made', 'pause', 'lost null']);
      expect((await readAll(loop, peer)).length).toBeLessThan(MUCH.length);
      peer.close();
    }));

  test('abort while closing waits for the buffer ends the wait', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.close();
      transport.abort();
      await turns(2);
      expect(protocol.events).toEqual(['made', 'pause', 'lost null']);
      peer.close();
    }));

  test('closes the socket only after connectionLost, which still may ask it', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      const side = await openSide(loop, protocol);
      const sock = side.transport.getExtraInfo('socket');
      const seen: unknown[] = [];
      protocol.on = (event) => event === 'lost' && seen.push(sock?.fileno(), side.transport.getProtocol());
      side.transport.close();
      await until(() => protocol.lost);
      await turns(1);
      expect(seen).toEqual([expect.any(Number), protocol]);
      expect(seen[0]).toBeGreaterThan(0);
      expect(sock?.fileno()).toBe(-1);
      side.peer.close();
    }));

  test('every method stays callable afterwards and does nothing', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.close();
      await until(() => protocol.lost);
      await turns(2);
      transport.pauseReading();
      transport.resumeReading();
      transport.writeEof();
      transport.setWriteBufferLimits({ high: 10 });
      transport.setProtocol(new Recorder());
      expect([transport.isReading(), transport.isClosing(), transport.getWriteBufferSize()]).toEqual([false, true, 0]);
      await turns(3);
      expect(protocol.events).toEqual(['made', 'lost null']);
      peer.close();
    }));
});

test.each(['made', 'data', 'eof', 'pause', 'resume', 'lost'])('close and abort can be called in the callback %s', (event) =>
  withLoop(async (loop) => {
    for (const method of ['close', 'abort'] as const) {
      const protocol = new Recorder();
      protocol.keepOpen = true;
      protocol.on = (name) => name === event && protocol.transport?.[method]();
      const side = await openSide(loop, protocol);
      side.transport.write(MUCH);
      await turns(1);
      if (event === 'resume') readNow(side.peer);
      if (event !== 'pause') {
        await until(() => side.transport.isClosing() || readNow(side.peer).length === 0);
        if (!side.transport.isClosing()) side.peer.send('x');
        await until(() => side.transport.isClosing() || protocol.bytes > 0);
      }
      if (!side.transport.isClosing() && event === 'eof') side.peer.shutdown('write');
      if (event === 'lost') side.transport.close();
      // A buffer that close() waits for is read to its end.
      await until(() => {
        readNow(side.peer);
        return protocol.lost;
      });
      await turns(3);
      expect(
        protocol.events.filter((name) => name.startsWith('lost')),
        `${method} in ${event}`,
      ).toEqual(['lost null']);
      expect(protocol.events.at(-1)).toBe('lost null');
      side.peer.close();
    }
  }),
);

test('a reset by the peer is lost with ECONNRESET and without eof', () =>
  withLoop(async (loop) => {
    const { constants, socket } = await import('@tsyncio/sockets');
    const protocol = new Recorder();
    const server = await loop.createServer(() => protocol, { host: '127.0.0.1', port: 0 });
    const client = socket();
    await loop.sockConnect(client, server.sockets[0]?.getsockname() as { host: string; port: number });
    await until(() => protocol.transport !== null);
    // Lingering for no time at all sends a reset.
    client.setsockopt(constants.SOL_SOCKET as number, constants.SO_LINGER as number, Buffer.from(Int32Array.of(1, 0).buffer));
    client.close();
    await until(() => protocol.lost);
    expect(protocol.events).toEqual(['made', 'lost ECONNRESET']);
    expect(protocol.error).toMatchObject({ code: 'ECONNRESET', syscall: 'recv' });
    server.close();
    await server.waitClosed();
  }));

describe('the socket of a transport', () => {
  test('is closed by the transport only', () =>
    withLoop(async (loop) => {
      const side = await openSide(loop);
      const sock = side.transport.getExtraInfo('socket') as Socket;
      const fd = sock.fileno();
      for (const give of [() => sock.close(), () => sock.detach()]) {
        expect(await failureOf(give)).toMatchObject({ code: 'ERR_FD_IN_USE', message: expect.stringContaining('close the transport') });
      }
      sock[Symbol.dispose]();
      expect(sock.fileno()).toBe(fd);
      await finish(side);
      expect(sock.fileno()).toBe(-1);
    }));

  test('is closed at once when the loop is closed already', async () => {
    const loop = newLoop();
    const sides = await loop.runUntilComplete(() => Promise.all([openSide(loop), openSide(loop)]));
    loop.close();
    const socks = sides.map(({ transport }) => transport.getExtraInfo('socket') as Socket);
    sides[0].transport.close();
    sides[1].transport.abort();
    expect(socks.map((sock) => sock.fileno())).toEqual([-1, -1]);
    expect(sides.map(({ protocol }) => protocol.events)).toEqual([['made'], ['made']]);
    for (const { peer } of sides) peer.close();
  });
});
