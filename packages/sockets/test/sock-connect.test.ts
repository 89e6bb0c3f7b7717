import { CancelledError, type InetAddress, type Socket } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket, socketpair } from '../src/index.ts';
import { hasIPv6, listening, refusing } from './listening.ts';
import { turns, until, withLoop } from './with-loop.ts';

const { AF_INET6, AF_UNIX, SOCK_STREAM } = constants;

/** A listening socket whose queue is full: who connects to it waits. Everything in it is to be closed. */
function unanswering(): { address: InetAddress; all: Socket[] } {
  const [server, address] = listening(0);
  const all = [server];
  for (let i = 0; i < 2; i++) {
    const client = socket();
    all.push(client);
    try {
      client.connect(address);
    } catch (error) {
      expect(error).toMatchObject({ code: 'EINPROGRESS' });
    }
  }
  return { address, all };
}

describe('sockConnect', () => {
  test('connects, and nothing is watched any more', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const client = socket();
      expect(await loop.sockConnect(client, address)).toBeUndefined();
      expect(client.getpeername()).toEqual(address);
      expect(stateOf(loop).readiness.size).toBe(0);
      for (const sock of [server, client]) sock.close();
    }));

  test('refused fails with the system call, the address and the port', () =>
    withLoop(async (loop) => {
      const [held, address] = refusing();
      const client = socket();
      const error = await failureOf(() => loop.sockConnect(client, address));
      expect(error).toMatchObject({ code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: '127.0.0.1', port: address.port });
      expect(error.message).toContain(`127.0.0.1:${address.port}`);
      expect(stateOf(loop).readiness.size).toBe(0);
      for (const sock of [held, client]) sock.close();
    }));

  test('to a Unix socket whose queue is full fails with EAGAIN, and can be repeated once there is room', () =>
    withLoop(async (loop) => {
      const path = `\0tsyncio-full-${process.pid}`;
      const [server, first, second] = [socket(AF_UNIX), socket(AF_UNIX), socket(AF_UNIX)];
      server.bind(path);
      server.listen(0);
      await loop.sockConnect(first, path);
      expect(await failureOf(() => loop.sockConnect(second, path))).toMatchObject({ code: 'EAGAIN', syscall: 'connect' });
      const [accepted] = server.accept();
      await loop.sockConnect(second, path);
      expect(second.getpeername()).toBe(path);
      for (const sock of [accepted, server, first, second]) sock.close();
    }));

  test('resolves a host that is a name', () =>
    withLoop(async (loop) => {
      const [server, { port }] = listening();
      const client = socket();
      await loop.sockConnect(client, { host: 'localhost', port });
      expect((client.getpeername() as InetAddress).host).toBe('127.0.0.1');
      for (const sock of [server, client]) sock.close();
    }));

  test('of a name that cannot be resolved fails as the resolver does', () =>
    withLoop(async (loop) => {
      const client = socket();
      // A label may have 63 letters: no server is asked.
      const error = await failureOf(() => loop.sockConnect(client, { host: `${'a'.repeat(64)}.invalid`, port: 1 }));
      expect(error.syscall).toBe('getaddrinfo');
      expect(error.code).toMatch(/^(ENOTFOUND|EAI_\w+)$/);
      client.close();
    }));

  test('refuses what is no address', () =>
    withLoop(async (loop) => {
      using client = socket();
      for (const address of [null, undefined, 5, {}, { host: 'localhost' }, { host: '127.0.0.1', port: 70_000 }]) {
        const error = await failureOf(() => loop.sockConnect(client, address as unknown as InetAddress));
        expect(error instanceof TypeError || error instanceof RangeError, `${JSON.stringify(address)}: ${error}`).toBe(true);
      }
    }));

  test('cancelled while it waits stops to watch', () =>
    withLoop(async (loop) => {
      const { address, all } = unanswering();
      const client = socket();
      all.push(client);
      const task = loop.createTask(async () => loop.sockConnect(client, address));
      await until(() => stateOf(loop).readiness.size === 1);
      await turns(2);
      expect(task.done()).toBe(false);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(stateOf(loop).readiness.size).toBe(0);
      for (const sock of all) sock.close();
    }));

  test('cancelled while it resolves does not connect later', () =>
    withLoop(async (loop) => {
      const [server, { port }] = listening();
      const client = socket();
      const task = loop.createTask(async () => loop.sockConnect(client, { host: 'localhost', port }));
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      // Another question to the resolver is answered after the first.
      const other = socket();
      await loop.sockConnect(other, { host: 'localhost', port });
      expect(() => client.getpeername()).toThrow(/ENOTCONN/);
      for (const sock of [server, client, other]) sock.close();
    }));

  test('connects Unix sockets by path and by abstract name', () =>
    withLoop(async (loop) => {
      const name = `\0tsyncio-connect-${process.pid}`;
      const [server, client] = [socket(AF_UNIX, SOCK_STREAM), socket(AF_UNIX, SOCK_STREAM)];
      server.bind(name);
      server.listen();
      await loop.sockConnect(client, name);
      expect(client.getpeername()).toBe(name);
      expect((await failureOf(() => loop.sockConnect(socketed(), `${name}-nobody`))).code).toBe('ECONNREFUSED');
      for (const sock of [server, client, ...made.splice(0)]) sock.close();
    }));

  test.skipIf(!hasIPv6())('connects over IPv6 (skipped on machines without it)', () =>
    withLoop(async (loop) => {
      const [server, client] = [socket(AF_INET6), socket(AF_INET6)];
      server.bind({ host: '::1', port: 0 });
      server.listen();
      await loop.sockConnect(client, server.getsockname());
      expect((client.getpeername() as InetAddress).host).toBe('::1');
      for (const sock of [server, client]) sock.close();
    }),
  );

  test('on a socket that is connected already fails', () =>
    withLoop(async (loop) => {
      const [server, address] = listening();
      const client = socket();
      await loop.sockConnect(client, address);
      // The first call after a connection that took its time may still tell that it was made.
      await loop.sockConnect(client, address).then(
        () => {},
        () => {},
      );
      expect((await failureOf(() => loop.sockConnect(client, address))).code).toBe('EISCONN');
      for (const sock of [server, client]) sock.close();
    }));

  test('on a closed socket fails without reaching another', () =>
    withLoop(async (loop) => {
      const closed = socket();
      closed.close();
      const [left, right] = socketpair();
      await failureOf(() => loop.sockConnect(closed, { host: '127.0.0.1', port: 1 }));
      left.send('x');
      expect(String(right.recv(1))).toBe('x');
      for (const sock of [left, right]) sock.close();
    }));
});

const made: Socket[] = [];

function socketed(): Socket {
  const sock = socket(AF_UNIX, SOCK_STREAM);
  made.push(sock);
  return sock;
}
