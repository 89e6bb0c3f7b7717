import type { Future, InetAddress, Socket } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket, socketpair } from '../src/index.ts';
import { fill, listening } from './listening.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

type Method = readonly [name: string, start: (loop: TestLoop, sock: Socket) => Future<unknown>];

const receiving: readonly Method[] = [
  ['sockRecv', (loop, sock) => loop.sockRecv(sock, 10)],
  ['sockRecvInto', (loop, sock) => loop.sockRecvInto(sock, Buffer.alloc(10))],
  ['sockRecvfrom', (loop, sock) => loop.sockRecvfrom(sock, 10)],
  ['sockRecvfromInto', (loop, sock) => loop.sockRecvfromInto(sock, Buffer.alloc(10))],
  ['sockRecvmsg', (loop, sock) => loop.sockRecvmsg(sock, 10)],
];
const sending: readonly Method[] = [
  ['sockSendall', (loop, sock) => loop.sockSendall(sock, Buffer.alloc(1 << 20))],
  ['sockSendmsg', (loop, sock) => loop.sockSendmsg(sock, ['x'])],
];

/** Give up the socket; its descriptor is closed in the end. */
function leave(sock: Socket, how: 'close' | 'detach'): void {
  const fd = sock[how]();
  if (fd !== undefined) socket(undefined, undefined, undefined, { fd }).close();
}

async function expectGone(waiting: PromiseLike<unknown>, how: 'close' | 'detach'): Promise<void> {
  const failure = await failureOf(() => waiting);
  expect(failure).toMatchObject({ name: 'SystemError', code: 'EBADF' });
  expect(failure.message).toContain(`${how === 'close' ? 'closed' : 'detached'} while it was waited for`);
}

describe.each(['close', 'detach'] as const)('%s of a socket that is waited for', (how) => {
  test.each(receiving)('fails %s at once, and nothing is watched any more', (_name, start) =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const waiting = start(loop, right);
      expect(stateOf(loop).readiness.size).toBe(1);
      leave(right, how);
      expect([waiting.done(), stateOf(loop).readiness.size]).toEqual([true, 0]);
      await expectGone(waiting, how);
      left.close();
    }),
  );

  test.each(sending)('fails %s at once, and nothing is watched any more', (_name, start) =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      fill(left);
      const waiting = start(loop, left);
      leave(left, how);
      expect([waiting.done(), stateOf(loop).readiness.size]).toEqual([true, 0]);
      await expectGone(waiting, how);
      right.close();
    }),
  );

  test('fails sockAccept at once', () =>
    withLoop(async (loop) => {
      const [listener] = listening();
      const waiting = loop.sockAccept(listener);
      leave(listener, how);
      await expectGone(waiting, how);
    }));

  test('fails sockConnect', () =>
    withLoop(async (loop) => {
      const [listener, address] = listening();
      const client = socket();
      const waiting = loop.sockConnect(client, address as InetAddress);
      leave(client, how);
      await expectGone(waiting, how);
      listener.close();
    }));

  test('fails both waits, for reading and for writing', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      fill(left);
      const waits = [loop.sockRecv(left, 1), loop.sockSendall(left, 'x')];
      leave(left, how);
      for (const wait of waits) await expectGone(wait, how);
      right.close();
    }));

  test('cancels its reader and its writer, though both were due in this very turn', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const called: string[] = [];
      const reader = loop.addReader(right, () => called.push('reader'));
      const writer = loop.addWriter(right, () => called.push('writer'));
      left.send('x');
      loop.callSoon(() => leave(right, how));
      await turns(3);
      expect([reader.cancelled(), writer.cancelled()]).toEqual([true, true]);
      expect(called.filter((name) => name === 'reader')).toEqual([]);
      left.close();
    }));

  test('inside the callback of another socket that was ready in the same turn', () =>
    withLoop(async (loop) => {
      const [[left, right], [other, victim]] = [socketpair(), socketpair()];
      const waiting = loop.sockRecv(victim, 10);
      loop.addReader(right, () => {
        loop.removeReader(right);
        leave(victim, how);
      });
      left.send('x');
      other.send('y');
      await until(() => waiting.done());
      // Which of the two the system tells first is its business; lost is nothing, and nothing waits for ever.
      const failure = waiting.exception();
      if (failure === null) expect(String(waiting.result())).toBe('y');
      else await expectGone(waiting, how);
      await until(() => victim.fileno() < 0);
      for (const sock of [left, right, other]) sock.close();
    }));

  test('leaves the number free: whoever gets it next is not mistaken for it', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const waiting = loop.sockRecv(right, 10);
      const number = right.fileno();
      leave(right, how);
      const next = socketpair();
      expect(next.map((sock) => sock.fileno())).toContain(number);
      const again = loop.sockRecv(next[0], 10);
      next[1].send('for the next');
      expect(String(await again)).toBe('for the ne');
      await expectGone(waiting, how);
      for (const sock of [left, ...next]) sock.close();
    }));
});

test('a wait is cancelled and its socket closed in one turn: the wait is cancelled, not failed', () =>
  withLoop(async (loop) => {
    const [left, right] = socketpair();
    const waiting = loop.sockRecv(right, 10);
    waiting.cancel();
    right.close();
    expect(waiting.cancelled()).toBe(true);
    left.close();
  }));

test('a datagram socket that is closed fails its wait too', () =>
  withLoop(async (loop) => {
    const sock = socket(constants.AF_INET, constants.SOCK_DGRAM);
    sock.bind({ host: '127.0.0.1', port: 0 });
    const waiting = loop.sockRecvfrom(sock, 10);
    sock.close();
    await expectGone(waiting, 'close');
  }));
