import { openSync } from 'node:fs';
import { type AnySocketApi, createLoop, type Socket, type SocketApi } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socket, socketpair, sockets } from '../src/index.ts';
import { closeAll } from './descriptors.ts';
import { fill, kernel, listening } from './listening.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

/** Every wait there is, on the left one of a pair whose sending is stuck. */
const waits: [string, (loop: TestLoop, sock: Socket) => PromiseLike<unknown>][] = [
  ['sockRecv', (loop, sock) => loop.sockRecv(sock, 10)],
  ['sockRecvInto', (loop, sock) => loop.sockRecvInto(sock, Buffer.alloc(10))],
  ['sockRecvfrom', (loop, sock) => loop.sockRecvfrom(sock, 10)],
  ['sockRecvfromInto', (loop, sock) => loop.sockRecvfromInto(sock, Buffer.alloc(10))],
  ['sockRecvmsg', (loop, sock) => loop.sockRecvmsg(sock, 10)],
  ['sockSendall', (loop, sock) => loop.sockSendall(sock, 'x')],
  ['sockSendmsg', (loop, sock) => loop.sockSendmsg(sock, ['x'])],
];

describe.each(waits)('%s on a socket that is closed meanwhile', (_name, wait) => {
  test('fails at once, and nothing is watched any more', () =>
    withPair(async (loop, left) => {
      fill(left);
      const failed = failureOf(() => wait(loop, left));
      await turns(3);
      expect(stateOf(loop).readiness.size).toBe(1);
      left.close();
      expect(stateOf(loop).readiness.size).toBe(0);
      expect(await failed).toMatchObject({
        code: 'EBADF',
        message: expect.stringContaining('the socket was closed while it was waited for'),
      });
    }));

  test('and of one that is detached: its new owner is left alone', () =>
    withPair(async (loop, left, right) => {
      fill(left);
      const failed = failureOf(() => wait(loop, left));
      await turns(3);
      const fd = left.detach();
      expect(await failed).toMatchObject({ code: 'EBADF', message: expect.stringContaining('detached while') });
      const owner = socket(undefined, undefined, undefined, { fd });
      right.send('for the new owner');
      expect(String(await loop.sockRecv(owner, 100))).toBe('for the new owner');
      owner.close();
    }));
});

test('sockAccept and sockConnect fail too', () =>
  withLoop(async (loop) => {
    const [server] = listening();
    const accepting = failureOf(() => loop.sockAccept(server));
    await turns(2);
    server.close();
    expect(await accepting).toMatchObject({ code: 'EBADF' });

    // The queue of this one is short, and nobody takes from it: further connections stay on their way.
    const [busy, address] = listening(0);
    const clients = Array.from({ length: 50 }, () => socket());
    const connecting = clients.map((client) => loop.createTask(async () => await loop.sockConnect(client, address)));
    const ended = Promise.allSettled(connecting.map((each) => Promise.resolve(each)));
    await until(() => connecting.some((each) => each.done()));
    const last = connecting.at(-1);
    expect(last?.done()).toBe(false);
    const failed = failureOf(() => last);
    for (const client of clients) client.close();
    expect(await failed).toMatchObject({ code: 'EBADF', syscall: 'connect' });
    await ended;
    busy.close();
  }));

test('sockSendto fails too', () =>
  withLoop(async (loop) => {
    const [left, right] = socketpair(1, 2);
    const name = `\0tsyncio-closed-${process.pid}`;
    const target = socket(1, 2);
    target.bind(name);
    const sender = socket(1, 2);
    let failed: Promise<unknown> | null = null;
    for (let i = 0; i < 1000 && failed === null; i++) {
      const sent = loop.sockSendto(sender, 'x', name);
      if (sent.done()) await sent;
      else failed = failureOf(() => sent);
    }
    await turns(2);
    sender.close();
    expect(await failed).toMatchObject({ code: 'EBADF' });
    for (const sock of [left, right, target]) sock.close();
  }));

test('both directions end, each with its error', () =>
  withPair(async (loop, left) => {
    fill(left);
    const ended = [failureOf(() => loop.sockRecv(left, 1)), failureOf(() => loop.sockSendall(left, 'x'))];
    await turns(2);
    left.close();
    expect((await Promise.all(ended)).map(({ code, syscall }) => [code, syscall])).toEqual([
      ['EBADF', 'recv'],
      ['EBADF', 'send'],
    ]);
  }));

test('readers and writers go with their socket', () =>
  withPair(async (loop, left, right) => {
    const called: string[] = [];
    const reader = loop.addReader(left, () => void called.push('read'));
    const writer = loop.addWriter(left, () => void called.push('write'));
    right.send('x');
    left.close();
    expect([reader.cancelled(), writer.cancelled()]).toEqual([true, true]);
    await turns(3);
    expect(called).toEqual([]);
    expect(stateOf(loop).readiness.size).toBe(0);
  }));

test('a reader that closes its own socket is not called again', () =>
  withPair(async (loop, left, right) => {
    let called = 0;
    right.send('never read');
    await new Promise<void>((resolve) => {
      loop.addReader(left, () => {
        called++;
        left.close();
        resolve();
      });
    });
    await turns(5);
    expect(called).toBe(1);
  }));

test('two that are ready in one turn: the first closes the second, whose callback is not called', () =>
  withLoop(async (loop) => {
    const pairs = [socketpair(), socketpair()] as const;
    const called: number[] = [];
    for (const [index, [mine, other]] of pairs.entries()) {
      other.send('x');
      loop.addReader(mine, () => {
        called.push(index);
        for (const [sock] of pairs) sock.close();
      });
    }
    await turns(5);
    expect(called).toHaveLength(1);
    for (const [, other] of pairs) other.close();
  }));

test('a number that was closed and reused is never reached by the old socket', () =>
  withLoop(async (loop) => {
    const [left, right] = socketpair();
    const waiting = failureOf(() => loop.sockRecv(left, 100));
    await turns(2);
    const fd = left.fileno();
    left.close();
    // The lowest free number is given next.
    const [reused, sender] = socketpair();
    expect([reused.fileno(), sender.fileno()]).toContain(fd);
    sender.send('not for you');
    reused.send('nor this');
    expect(await waiting).toMatchObject({ code: 'EBADF' });
    for (const call of [() => left.recv(1), () => left.send('x'), () => left.fileno() >= 0 || left.shutdown('both')])
      expect(call).toThrow(expect.objectContaining({ code: 'EBADF' }));
    left.close();
    expect(String(reused.recv(100))).toBe('not for you');
    expect(String(sender.recv(100))).toBe('nor this');
    for (const sock of [right, reused, sender]) sock.close();
  }));

test('a closed number whose file lives on in a message under way is not told of any more', () =>
  withPair(async (loop, left, right) => {
    const [mine, other] = socketpair();
    let called = 0;
    loop.addReader(mine, () => called++);
    // The file stays open inside the socket buffer: a poller that was not told would go on reporting the number.
    left.sendmsg(['x'], { fds: [mine.fileno()] });
    mine.close();
    other.send('ready');
    const [reused, sender] = socketpair();
    let wrong = 0;
    loop.addReader(reused, () => wrong++);
    await turns(5);
    expect([called, wrong]).toEqual([0, 0]);
    loop.removeReader(reused);
    const { fds } = right.recvmsg(1);
    closeAll(fds);
    for (const sock of [other, reused, sender]) sock.close();
  }));

test('a file closed by its number, which is given to a socket, can be watched', () =>
  withLoop(async (loop) => {
    const fd = openSync('/dev/zero', 'r');
    closeAll([fd]);
    const [left, right] = socketpair();
    let called = 0;
    loop.addReader(left, () => called++);
    right.send('x');
    await turns(3);
    expect(called).toBeGreaterThan(0);
    loop.removeReader(left);
    left.close();
    right.close();
  }));

test('other loops that watch the socket hear of it too', () =>
  withPair(async (_loop, left) => {
    const other = createLoop([sockets()], nativeKernel()) as TestLoop & AnySocketApi & SocketApi;
    const handle = other.addReader(left, () => {});
    left.close();
    expect(handle.cancelled()).toBe(true);
    expect(stateOf(other).readiness.size).toBe(0);
    other.close();
  }));

test('a socket closed twice, or after its loop, does no harm', () => {
  const loop = createLoop([sockets()], nativeKernel());
  const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
  loop.addReader(left, () => {});
  loop.close();
  left.close();
  left.close();
  right.close();
  expect(left.fileno()).toBe(-1);
});
