import { inspect } from 'node:util';
import { CancelledError, type InetAddress, type Protocol } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { addressOf, hasIPv6 } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { turns, withLoop } from './with-loop.ts';

const make = (): Protocol => ({});

describe('a server as text', () => {
  test('says where it is bound, where it serves, and that it is closed', () =>
    withLoop(async (loop) => {
      const server = await loop.createServer(make, { host: ['127.0.0.1', '127.0.0.2'], port: 0, startServing: false });
      const [one, other] = server.sockets.map((sock) => sock.getsockname() as InetAddress);
      const names = `127.0.0.1:${one?.port}, 127.0.0.2:${other?.port}`;
      expect(String(server)).toBe(`<Server bound ${names}>`);
      await server.startServing();
      expect([String(server), inspect(server)]).toEqual([`<Server serving ${names}>`, `<Server serving ${names}>`]);
      server.close();
      expect(`${server}`).toBe('<Server closed>');
    }));

  test.skipIf(!hasIPv6)('puts IPv6 addresses in brackets (skipped without IPv6)', () =>
    withLoop(async (loop) => {
      const server = await loop.createServer(make, { host: '::1', port: 0 });
      expect(String(server)).toBe(`<Server serving [::1]:${addressOf(server).port}>`);
      server.close();
    }),
  );

  test('is in the errors about it', () =>
    withLoop(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const forever = loop.createTask(async () => server.serveForever());
      await turns(2);
      expect((await failureOf(() => server.serveForever())).message).toContain(`${server}`);
      forever.cancel();
      await failureOf(() => forever);
    }));
});

test.skipIf(!hasIPv6)('a name with addresses of both families is served in both (skipped without IPv6)', () =>
  withLoop(async (loop) => {
    const server = await loop.createServer(make, { host: ['127.0.0.1', '::1'], port: 0 });
    const addresses = server.sockets.map((sock) => sock.getsockname() as InetAddress);
    expect(addresses.map(({ host }) => host)).toEqual(['127.0.0.1', '::1']);
    for (const address of addresses) {
      const client = new Recorder();
      await loop.createConnection(() => client, address);
      expect(client.transport?.getExtraInfo('peername')).toMatchObject(address);
      await finish(client);
    }
    await server[Symbol.asyncDispose]();
  }),
);

test("the listening sockets are the server's to close", () =>
  withLoop(async (loop) => {
    const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
    const [sock] = server.sockets;
    expect(() => sock?.close()).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE', message: expect.stringContaining('server') }));
    server.close();
    expect(sock?.fileno()).toBe(-1);
  }));

describe('createServer cancelled leaves nothing open', () => {
  test('while it resolves', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const task = loop.createTask(async () => loop.createServer(make, { host: ['127.0.0.1', 'localhost'], port: 0 }));
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(openSockets()).toEqual(before);
    }));

  test('while it begins to serve', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const task = loop.createTask(async () => loop.createServer(make, { host: '127.0.0.1', port: 0 }));
      loop.callSoon(() => task.cancel());
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(openSockets()).toEqual(before);
    }));
});
