import { CancelledError, createLoop, type Socket, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socket, socketpair, sockets } from '../src/index.ts';
import { listening } from './listening.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

function withPair(body: (loop: TestLoop, left: Socket, right: Socket) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const [left, right] = socketpair();
    try {
      await body(loop, left, right);
    } finally {
      left.close();
      right.close();
    }
  });
}

function watched(loop: TestLoop): number {
  return stateOf(loop).readiness.size;
}

describe('sockRecv', () => {
  test('is done at once when data waits already', () =>
    withPair(async (loop, left, right) => {
      left.send('hello');
      const received = loop.sockRecv(right, 100);
      expect(received.done()).toBe(true);
      expect(String(await received)).toBe('hello');
    }));

  test('waits for data, and takes at most what was asked', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecv(right, 3);
      await turns(3);
      expect(received.done()).toBe(false);
      left.send('hello');
      expect(String(await received)).toBe('hel');
      expect(String(await loop.sockRecv(right, 3))).toBe('lo');
      expect(watched(loop)).toBe(0);
    }));

  test('gives a Buffer of its own', () =>
    withPair(async (loop, left, right) => {
      left.send('one');
      const one = await loop.sockRecv(right, 10);
      left.send('two');
      const two = await loop.sockRecv(right, 10);
      expect(Buffer.isBuffer(one)).toBe(true);
      expect([one, two].map(String)).toEqual(['one', 'two']);
    }));

  test('gives nothing at the end of the stream, now and again', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecv(right, 10);
      left.close();
      expect((await received).length).toBe(0);
      expect((await loop.sockRecv(right, 10)).length).toBe(0);
    }));

  test('fails with what the system says', () =>
    withLoop(async (loop) => {
      const [server] = listening();
      expect(await failureOf(() => loop.sockRecv(server, 1))).toMatchObject({ code: 'ENOTCONN', syscall: 'recv' });
      expect(stateOf(loop).readiness.size).toBe(0);
      server.close();
    }));

  test('refuses a closed socket', () =>
    withLoop(async (loop) => {
      const sock = socket();
      sock.close();
      expect(await failureOf(() => loop.sockRecv(sock, 1))).toBeInstanceOf(Error);
    }));

  test('refuses a count that is none', () =>
    withPair(async (loop, _left, right) => {
      for (const nbytes of [-1, 1.5, Number.NaN])
        expect(await failureOf(() => loop.sockRecv(right, nbytes)), String(nbytes)).toBeInstanceOf(RangeError);
    }));

  test('cancelled stops to watch at once and loses nothing', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecv(right, 10);
      await turns(1);
      expect(watched(loop)).toBe(1);
      expect(received.cancel()).toBe(true);
      expect(watched(loop)).toBe(0);
      left.send('kept');
      await turns(2);
      expect(String(await loop.sockRecv(right, 10))).toBe('kept');
      expect(await failureOf(() => received)).toBeInstanceOf(CancelledError);
    }));

  test('cancelled in the turn in which data arrives loses nothing', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecv(right, 10);
      left.send('kept');
      // The reader is due in the next turn; this comes before it.
      loop.callSoon(() => received.cancel());
      await until(() => received.done());
      const data = received.cancelled() ? await loop.sockRecv(right, 10) : received.result();
      expect(String(data)).toBe('kept');
    }));

  test('stops when the task that waits is cancelled', () =>
    withPair(async (loop, left, right) => {
      const task = loop.createTask(async () => loop.sockRecv(right, 10));
      await turns(2);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(watched(loop)).toBe(0);
      left.send('kept');
      expect(String(await loop.sockRecv(right, 10))).toBe('kept');
    }));

  test('a second wait replaces the first, and cancelling the first leaves the second', () =>
    withPair(async (loop, left, right) => {
      const first = loop.sockRecv(right, 10);
      const second = loop.sockRecv(right, 10);
      await turns(1);
      first.cancel();
      expect(watched(loop)).toBe(1);
      left.send('for the second');
      expect(String(await second)).toBe('for the se');
    }));

  test('goes beside a wait for writing on the same socket', () =>
    withPair(async (loop, left, right) => {
      const data = Buffer.alloc(4 << 20, 'x');
      const sent = loop.sockSendall(left, data);
      const received = loop.sockRecv(left, 10);
      right.send('back');
      expect(String(await received)).toBe('back');
      let total = 0;
      while (total < data.length) total += (await loop.sockRecv(right, 1 << 20)).length;
      await sent;
    }));

  test('is refused on a closed loop', async () => {
    const loop = createLoop([sockets()], nativeKernel());
    const [left, right] = await loop.runUntilComplete(async () => socketpair());
    loop.close();
    expect(await failureOf(() => loop.sockRecv(left, 1))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    left.close();
    right.close();
  });

  test('in debug mode refuses a socket that blocks', () =>
    withPair(async (loop, left, right) => {
      left.send('x');
      right.setblocking(true);
      loop.setDebug(true);
      const methods: (() => unknown)[] = [
        () => loop.sockRecv(right, 1),
        () => loop.sockRecvInto(right, new Uint8Array(1)),
        () => loop.sockSendall(right, 'x'),
      ];
      for (const method of methods) expect((await failureOf(method)).message, String(method)).toMatch(/non-blocking/);
    }));
});

describe('sockRecvInto', () => {
  test('fills the buffer and says how much', () =>
    withPair(async (loop, left, right) => {
      const buffer = Buffer.alloc(8, '.');
      left.send('abc');
      expect(await loop.sockRecvInto(right, buffer)).toBe(3);
      expect(String(buffer)).toBe('abc.....');
    }));

  test('waits, and takes at most the length of the buffer', () =>
    withPair(async (loop, left, right) => {
      const buffer = Buffer.alloc(4);
      const received = loop.sockRecvInto(right, buffer.subarray(1, 3));
      await turns(2);
      left.send('abcd');
      expect(await received).toBe(2);
      expect([...buffer]).toEqual([0, 97, 98, 0]);
    }));

  test('gives 0 at the end of the stream', () =>
    withPair(async (loop, left, right) => {
      left.close();
      expect(await loop.sockRecvInto(right, Buffer.alloc(4))).toBe(0);
    }));

  test('cancelled leaves the buffer untouched and the data unread', () =>
    withPair(async (loop, left, right) => {
      const buffer = Buffer.alloc(4, '.');
      const received = loop.sockRecvInto(right, buffer);
      await turns(1);
      received.cancel();
      left.send('kept');
      await sleep(1);
      expect(String(buffer)).toBe('....');
      expect(String(await loop.sockRecv(right, 10))).toBe('kept');
      expect(watched(loop)).toBe(0);
    }));

  test('refuses what is not a Uint8Array instead of telling an end of stream', () =>
    withPair(async (loop, left, right) => {
      left.send('abc');
      for (const buffer of [new Int16Array(4), 'text', null])
        expect(await failureOf(() => loop.sockRecvInto(right, buffer as unknown as Uint8Array)), String(buffer)).toBeInstanceOf(TypeError);
    }));
});
