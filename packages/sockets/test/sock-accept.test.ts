import { CancelledError } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socket } from '../src/index.ts';
import { listening } from './listening.ts';
import { turns, withLoop } from './with-loop.ts';

describe('sockAccept', () => {
  test('is done at once when a client waits already', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const client = socket();
      await loop.sockConnect(client, address);
      const accepted = loop.sockAccept(server);
      expect(accepted.done()).toBe(true);
      const [conn, from] = await accepted;
      expect(from).toEqual(client.getsockname());
      expect(conn.getblocking()).toBe(false);
      for (const sock of [server, client, conn]) sock.close();
    }));

  test('waits for a client, and both can talk', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const accepting = loop.sockAccept(server);
      await turns(2);
      expect(accepting.done()).toBe(false);
      const client = socket();
      await loop.sockConnect(client, address);
      const [conn] = await accepting;
      await loop.sockSendall(client, 'ping');
      expect(String(await loop.sockRecv(conn, 10))).toBe('ping');
      await loop.sockSendall(conn, 'pong');
      expect(String(await loop.sockRecv(client, 10))).toBe('pong');
      expect(stateOf(loop).readiness.size).toBe(0);
      for (const sock of [server, client, conn]) sock.close();
    }));

  test('takes clients one at a time', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const clients = Array.from({ length: 10 }, () => socket());
      await Promise.all(clients.map((client) => loop.sockConnect(client, address)));
      const names: unknown[] = [];
      for (const _ of clients) {
        const [conn, from] = await loop.sockAccept(server);
        names.push(from);
        conn.close();
      }
      expect(new Set(names.map((name) => JSON.stringify(name)))).toEqual(
        new Set(clients.map((client) => JSON.stringify(client.getsockname()))),
      );
      for (const sock of [server, ...clients]) sock.close();
    }));

  test('cancelled leaves the next client to the next call', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const accepting = loop.sockAccept(server);
      await turns(1);
      accepting.cancel();
      expect(stateOf(loop).readiness.size).toBe(0);
      const client = socket();
      await loop.sockConnect(client, address);
      const [conn] = await loop.sockAccept(server);
      expect(conn.getpeername()).toEqual(client.getsockname());
      expect(await failureOf(() => accepting)).toBeInstanceOf(CancelledError);
      for (const sock of [server, client, conn]) sock.close();
    }));

  test('on a socket that does not listen fails with EINVAL', () =>
    withLoop(async (loop) => {
      const sock = socket();
      expect(await failureOf(() => loop.sockAccept(sock))).toMatchObject({ code: 'EINVAL', syscall: 'accept' });
      sock.close();
    }));
});
