import type { Protocol } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { runProgramOf } from '../../../test-support/run-program.ts';
import { addressOf } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

test('a factory that throws has its client closed and is reported; the next client is served', () =>
  withLoop(async (loop, reports) => {
    const before = openSockets();
    const error = new Error('from the factory');
    let failing = true;
    const server = await loop.createServer(
      () => {
        if (failing) throw error;
        return {};
      },
      { host: '127.0.0.1', port: 0 },
    );
    const refused = new Recorder();
    await loop.createConnection(() => refused, addressOf(server));
    await until(() => refused.lost);
    expect(refused.order.slice(0, 2)).toEqual(['made', 'eof']);
    expect(reports.splice(0)).toMatchObject([{ message: 'Error on transport creation for incoming connection', exception: error }]);
    failing = false;
    const served = new Recorder();
    await loop.createConnection(() => served, addressOf(server));
    await turns(3);
    expect(served.events).toEqual(['made']);
    await finish(served);
    server.close();
    await server.waitClosed();
    await turns(1);
    expect(openSockets()).toEqual(before);
  }));

test('a factory that gives no protocol has its client closed and is reported', () =>
  withLoop(async (loop, reports) => {
    const server = await loop.createServer(() => undefined as unknown as Protocol, { host: '127.0.0.1', port: 0 });
    const client = new Recorder();
    await loop.createConnection(() => client, addressOf(server));
    await until(() => client.lost);
    expect(reports.splice(0)).toMatchObject([
      { message: 'Error on transport creation for incoming connection', exception: expect.any(TypeError) },
    ]);
    server.close();
    await server.waitClosed();
  }));

test('all clients that wait are accepted in one turn', () =>
  withLoop(async (loop) => {
    let [turn, counting] = [0, true];
    const count = (): void => {
      turn++;
      if (counting) loop.callSoon(count);
    };
    loop.callSoon(count);
    const servedIn: number[] = [];
    const factory = (): Protocol => {
      servedIn.push(turn);
      return {};
    };
    const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0, backlog: 50 });
    const clients = Array.from({ length: 40 }, () => socket());
    for (const client of clients) expect(() => client.connect(addressOf(server))).toThrow(/EINPROGRESS/);
    await until(() => servedIn.length === clients.length);
    counting = false;
    expect(new Set(servedIn).size).toBe(1);
    for (const client of clients) client.close();
    server.close();
    await server.waitClosed();
  }));

test('no more than the backlog and one are accepted in one turn', () =>
  withLoop(async (loop) => {
    let [turn, counting] = [0, true];
    const count = (): void => {
      turn++;
      if (counting) loop.callSoon(count);
    };
    loop.callSoon(count);
    const perTurn = new Map<number, number>();
    const factory = (): Protocol => {
      perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      return {};
    };
    const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0, backlog: 2 });
    const address = addressOf(server);
    for (let i = 0; i < 12; i++) {
      const client = new Recorder();
      await loop.createConnection(() => client, address);
      await finish(client);
    }
    counting = false;
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(3);
    server.close();
    await server.waitClosed();
  }));

test('a client that is gone before it is accepted is served and lost', () =>
  withLoop(async (loop) => {
    const served = new Recorder();
    const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0, startServing: false });
    await server.startServing();
    const client = socket();
    try {
      client.connect(addressOf(server));
    } catch (error) {
      expect(error).toMatchObject({ code: 'EINPROGRESS' });
    }
    client.close();
    await until(() => served.lost);
    expect(served.events).toEqual(['made', 'eof', 'lost null']);
    server.close();
    await server.waitClosed();
  }));

describe('without descriptors left', () => {
  // A second's rest is part of what is tested, and it takes a process of its own.
  test('accepting is reported, rests for a second without spinning, then goes on', { timeout: 180_000 }, async () => {
    const { stdout, stderr, code } = await runProgramOf(import.meta.url, 'accept-without-descriptors', { descriptors: 1000 });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      reports: [{ message: 'socket.accept() out of system resource', code: 'EMFILE', syscall: 'accept', hasSocket: true }],
      servedWhileFull: 0,
      cpuWhileResting: 'idle',
      restedFor: 'about a second',
      servedAfterwards: 1,
    });
  });

  test('closing the server while it rests ends everything', { timeout: 180_000 }, async () => {
    const { stdout, stderr, code } = await runProgramOf(import.meta.url, 'accept-without-descriptors', {
      descriptors: 1000,
      args: ['close'],
    });
    expect([stdout, stderr, code]).toEqual(['closed\n', '', 0]);
  });
});
