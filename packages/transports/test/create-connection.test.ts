import { CancelledError, type Protocol, type Task } from '@tsyncio/core';
import { constants, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { addressOf, bound, hasIPv6, unanswering } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

/** As withLoop; what sockets were open before are open afterwards, no more and no less. */
function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    expect(openSockets()).toEqual(before);
  });
}

const make = (): Protocol => ({});

describe('createConnection', () => {
  test('resolves with the transport and the protocol that the factory made', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const protocol = new Recorder();
      const [transport, same] = await loop.createConnection(() => protocol, addressOf(server));
      expect(same).toBe(protocol);
      expect(protocol.transport).toBe(transport);
      expect(protocol.events).toEqual(['made']);
      await finish(protocol);
      server.close();
      await server.waitClosed();
    }));

  test('resolves names', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const protocol = new Recorder();
      await loop.createConnection(() => protocol, { host: 'localhost', port: addressOf(server).port });
      expect(protocol.transport?.getExtraInfo('peername')).toEqual(addressOf(server));
      await finish(protocol);
      server.close();
      await server.waitClosed();
    }));

  test('sends small writes at once: TCP_NODELAY is set on both sides', () =>
    withNothingLeft(async (loop) => {
      const [served, client] = [new Recorder(), new Recorder()];
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
      await loop.createConnection(() => client, addressOf(server));
      await until(() => served.transport !== null);
      const { IPPROTO_TCP = 0, TCP_NODELAY = 0 } = constants;
      for (const { transport } of [served, client]) expect(transport?.getExtraInfo('socket')?.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(1);
      await finish(served, client);
      server.close();
    }));

  test('takes a connected socket, Unix or TCP, and owns it', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      sock.setblocking(true);
      const protocol = new Recorder();
      const [transport] = await loop.createConnection(() => protocol, { sock });
      expect(transport.getExtraInfo('socket')).toBe(sock);
      expect(sock.getblocking()).toBe(false);
      transport.close();
      await until(() => protocol.lost);
      await turns(1);
      expect(sock.fileno()).toBe(-1);
      peer.close();
    }));

  test('tries the addresses of a name in order until one answers', () =>
    withNothingLeft(async (loop) => {
      // No host at all is the loopback: of IPv6 first, where nobody listens, then of IPv4.
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const protocol = new Recorder();
      await loop.createConnection(() => protocol, { port: addressOf(server).port });
      expect(protocol.transport?.getExtraInfo('peername')).toEqual(addressOf(server));
      await finish(protocol);
      server.close();
      await server.waitClosed();
    }));

  test('binds to localAddr first', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const [free, { port }] = bound('127.0.0.2');
      free.close();
      const protocol = new Recorder();
      await loop.createConnection(() => protocol, { ...addressOf(server), localAddr: { host: '127.0.0.2', port } });
      expect(protocol.transport?.getExtraInfo('sockname')).toEqual({ host: '127.0.0.2', port });
      await finish(protocol);
      server.close();
      await server.waitClosed();
    }));

  test('only uses the family that was asked for', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const { port } = addressOf(server);
      const protocol = new Recorder();
      await loop.createConnection(() => protocol, { host: 'localhost', port, family: constants.AF_INET });
      await finish(protocol);
      const error = await failureOf(() => loop.createConnection(make, { host: '127.0.0.1', port, family: constants.AF_INET6 }));
      expect(error.syscall).toBe('getaddrinfo');
      server.close();
      await server.waitClosed();
    }));
});

describe('fails and leaves nothing open', () => {
  test('when refused: ECONNREFUSED with the address', () =>
    withNothingLeft(async (loop) => {
      const [sock, address] = bound();
      expect(await failureOf(() => loop.createConnection(make, address))).toMatchObject({
        code: 'ECONNREFUSED',
        syscall: 'connect',
        address: '127.0.0.1',
        port: address.port,
      });
      sock.close();
    }));

  test('when the name does not resolve', () =>
    withNothingLeft(async (loop) => {
      const options = { host: 'no-number', port: 1, flags: constants.AI_NUMERICHOST };
      const error = await failureOf(() => loop.createConnection(make, options));
      expect(error).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    }));

  test('with all errors when they are asked for', () =>
    withNothingLeft(async (loop) => {
      const [sock, { port }] = bound();
      const one = await failureOf(() => loop.createConnection(make, { host: '127.0.0.1', port, allErrors: true }));
      expect(one).toBeInstanceOf(AggregateError);
      expect(one.errors).toMatchObject([{ code: 'ECONNREFUSED', port }]);
      expect(one.message).toContain('createConnection failed');
      sock.close();
    }));

  test.skipIf(!hasIPv6)('with one error that names every address, or with one for each (skipped without IPv6)', () =>
    withNothingLeft(async (loop) => {
      const [sock, { port }] = bound();
      const merged = await failureOf(() => loop.createConnection(make, { port }));
      expect(merged).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
      expect(merged.message).toMatch(new RegExp(`::1.*${port}.*127\\.0\\.0\\.1:${port}`));
      const all = await failureOf(() => loop.createConnection(make, { port, allErrors: true }));
      expect(all.errors?.map((error) => (error as { address?: string }).address)).toEqual(['::1', '127.0.0.1']);
      sock.close();
    }),
  );

  test('when the local address is not ours, is taken, or is of another family', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      const address = addressOf(server);
      const foreign = await failureOf(() => loop.createConnection(make, { ...address, localAddr: { host: '198.51.100.1', port: 0 } }));
      expect(foreign).toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
      expect(foreign.message).toContain('198.51.100.1');
      const taken = await failureOf(() => loop.createConnection(make, { ...address, localAddr: address }));
      expect(taken).toMatchObject({ code: 'EADDRINUSE', syscall: 'bind' });
      const family = await failureOf(() => loop.createConnection(make, { ...address, localAddr: { host: '::1', port: 0 } }));
      expect(family.message).toMatch(/no matching local address/);
      server.close();
      await server.waitClosed();
    }));

  test('when the factory throws: with its error, and the socket is closed', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const error = new Error('from the factory');
      const failing = (): Protocol => {
        throw error;
      };
      expect(await failureOf(() => loop.createConnection(failing, { sock }))).toBe(error);
      expect(sock.fileno()).toBe(-1);
      peer.close();
    }));

  test.each([undefined, null])('when the factory gives %s instead of a protocol', (nothing) =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      expect(await failureOf(() => loop.createConnection(() => nothing as unknown as Protocol, { sock }))).toBeInstanceOf(TypeError);
      expect(sock.fileno()).toBe(-1);
      peer.close();
    }),
  );

  test('when cancelled while it resolves', () =>
    withNothingLeft(async (loop) => {
      const task = loop.createTask(async () => loop.createConnection(make, { host: 'localhost', port: 1 }));
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
    }));

  test('when cancelled while it connects', () =>
    withNothingLeft(async (loop) => {
      const { address, all } = unanswering();
      const open = openSockets().length;
      const task = loop.createTask(async () => loop.createConnection(make, address));
      await until(() => openSockets().length > open);
      await turns(3);
      expect(task.done()).toBe(false);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      for (const sock of all) sock.close();
    }));

  test('when cancelled between connectionMade and its result: the connection is closed', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const protocol = new Recorder();
      const task = loop.createTask(async () => loop.createConnection(() => protocol, { sock }));
      protocol.on = (event) => void (event === 'made' && task.cancel());
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await until(() => protocol.lost);
      await turns(1);
      expect(protocol.events).toEqual(['made', 'lost null']);
      expect(sock.fileno()).toBe(-1);
      peer.close();
    }));

  test('when cancelled before connectionMade: connectionMade and connectionLost come as a pair or not at all', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const protocol = new Recorder();
      const cancelling = (): Protocol => {
        task.cancel();
        return protocol;
      };
      const task: Task<unknown> = loop.createTask(async () => loop.createConnection(cancelling, { sock }));
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await until(() => sock.fileno() < 0);
      expect([[], ['made', 'lost null']]).toContainEqual(protocol.events);
      peer.close();
    }));
});

test('whoever waits for the connection goes on before the first data is delivered', () =>
  withNothingLeft(async (loop) => {
    const [sock, peer] = socketpair();
    peer.send('there already');
    const protocol = new Recorder();
    const [transport] = await loop.createConnection(() => protocol, { sock });
    expect(protocol.events).toEqual(['made']);
    await until(() => protocol.text === 'there already');
    transport.close();
    await until(() => protocol.lost);
    peer.close();
  }));
