import { constants } from 'node:os';
import { sleep } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { type OnHost, onHosts } from './on-hosts.ts';

const HERE = { host: '0.0.0.0', port: 9 };
const THERE = { host: '10.0.0.1', port: 9 };
const SLOW = { latency: 100 };
type Socket = ReturnType<typeof socket>;

/** Both sides of a connection between two hosts, 100 ms apart, each at its own host. */
function connected(
  server: (side: Socket, on: OnHost) => Promise<void>,
  client: (side: Socket, on: OnHost) => Promise<void>,
): Promise<string[]> {
  return onHosts(
    {
      server: async (on) => {
        using listener = socket();
        listener.bind(HERE);
        listener.listen(5);
        const [side] = await on.loop.sockAccept(listener);
        await server(side, on);
        side.close();
      },
      client: async (on) => {
        using side = socket();
        await on.loop.sockConnect(side, THERE);
        await client(side, on);
      },
    },
    SLOW,
  );
}

describe('a connection to another host', () => {
  test('is there for the client after a round trip, and for the server half of one later', () =>
    connected(
      async (_side, { loop }) => expect(loop.time()).toBe(300),
      async (_side, { loop }) => expect(loop.time()).toBe(200),
    ));

  test('has the addresses of both hosts', () =>
    connected(
      async (side) => {
        expect(side.getsockname()).toEqual(THERE);
        expect(side.getpeername()).toMatchObject({ host: '10.0.0.2' });
      },
      async (side) => {
        expect(side.getsockname()).toMatchObject({ host: '10.0.0.2' });
        expect(side.getpeername()).toEqual(THERE);
      },
    ));

  test('that nobody listens for is refused after a round trip', () =>
    onHosts(
      {
        server: async () => {},
        client: async ({ loop }) => {
          using client = socket();
          expect((await failureOf(() => loop.sockConnect(client, THERE))).code).toBe('ECONNREFUSED');
          expect(loop.time()).toBe(200);
        },
      },
      SLOW,
    ));

  test('ends in one direction while the other goes on', () =>
    connected(
      async (side, { loop }) => {
        expect(String(await loop.sockRecv(side, 100))).toBe('last');
        expect(await loop.sockRecv(side, 100)).toHaveLength(0);
        expect(loop.time()).toBe(300);
        await loop.sockSendall(side, 'still here');
      },
      async (side, { loop }) => {
        await loop.sockSendall(side, 'last');
        side.shutdown('write');
        expect(String(await loop.sockRecv(side, 100))).toBe('still here');
        expect(await loop.sockRecv(side, 100)).toHaveLength(0);
        expect(loop.time()).toBe(400);
      },
    ));

  test('brings what was sent before it was closed', () =>
    connected(
      async (side, { loop }) => {
        await sleep(1000);
        expect(String(await loop.sockRecv(side, 100))).toBe('all of it');
        expect(await loop.sockRecv(side, 100)).toHaveLength(0);
      },
      async (side, { loop }) => {
        await loop.sockSendall(side, 'all of it');
        side.close();
      },
    ));

  test('closed with bytes that nobody read is reset', () =>
    connected(
      async (side) => {
        await sleep(100);
        side.close();
      },
      async (side, { loop }) => {
        await loop.sockSendall(side, 'unread');
        expect((await failureOf(() => loop.sockRecv(side, 100))).code).toBe('ECONNRESET');
        expect(loop.time()).toBe(500);
      },
    ));

  test('that is closed while bytes come resets it, a round trip later', () =>
    connected(
      async () => {},
      async (side, { loop }) => {
        await sleep(100);
        await loop.sockSendall(side, 'too late');
        await sleep(199);
        expect(side.getsockopt(linux.SOL_SOCKET, linux.SO_ERROR)).toBe(0);
        await sleep(2);
        // The other side's end was there before.
        expect(side.getsockopt(linux.SOL_SOCKET, linux.SO_ERROR)).toBe(constants.errno.EPIPE);
        expect((await failureOf(() => loop.sockSendall(side, 'x'))).code).toBe('EPIPE');
      },
    ));

  test('waits for a listener that is full, which does not answer', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using listener = socket();
          listener.bind(HERE);
          listener.listen(0);
          await sleep(2500);
          for (let i = 0; i < 2; i++) (await loop.sockAccept(listener))[0].close();
        },
        client: async ({ loop }) => {
          using first = socket();
          using second = socket();
          await loop.sockConnect(first, THERE);
          await sleep(100);
          await loop.sockConnect(second, THERE);
          // It asked at 0.3, 1.3 and 3.3 s.
          expect(loop.time()).toBe(3500);
        },
      },
      SLOW,
    ));

  test('is given up by a client that closes before it is there', () =>
    onHosts(
      {
        server: async ({ loop, kernel }) => {
          using listener = socket();
          listener.bind(HERE);
          listener.listen(5);
          await sleep(1000);
          expect(() => listener.accept()).toThrow('EAGAIN');
          expect(kernel.openDescriptors()).toHaveLength(1);
          expect(loop.time()).toBe(1000);
        },
        client: async ({ loop }) => {
          const client = socket();
          const task = loop.createTask(() => loop.sockConnect(client, THERE));
          await sleep(50);
          task.cancel();
          await failureOf(() => task);
          client.close();
        },
      },
      SLOW,
    ));

  test('is reset when its listener closes before it was accepted', () =>
    onHosts(
      {
        server: async () => {
          const listener = socket();
          listener.bind(HERE);
          listener.listen(5);
          await sleep(1000);
          listener.close();
        },
        client: async ({ loop }) => {
          using client = socket();
          await loop.sockConnect(client, THERE);
          expect((await failureOf(() => loop.sockRecv(client, 1))).code).toBe('ECONNRESET');
          expect(loop.time()).toBe(1100);
        },
      },
      SLOW,
    ));

  test('that was broken off can be made anew with the same socket, and hears nothing of the old one', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using listener = socket();
          listener.bind(HERE);
          listener.listen(5);
          const [old] = await loop.sockAccept(listener);
          const [anew] = await loop.sockAccept(listener);
          await loop.sockSendall(anew, 'new');
          expect((await failureOf(() => loop.sockRecv(old, 1))).code).toBe('ECONNRESET');
          old.close();
          anew.close();
        },
        client: async ({ loop, kernel }) => {
          using client = socket();
          await loop.sockConnect(client, THERE);
          await sleep(200);
          kernel.sockets.connect(client.fileno(), { family: linux.AF_UNSPEC, data: Buffer.alloc(14) });
          client.getsockopt(linux.SOL_SOCKET, linux.SO_ERROR);
          await loop.sockConnect(client, THERE);
          expect(String(await loop.sockRecv(client, 100))).toBe('new');
        },
      },
      SLOW,
    ));
});
