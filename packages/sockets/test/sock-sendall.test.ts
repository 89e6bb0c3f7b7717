import { createHash, randomBytes } from 'node:crypto';
import { CancelledError, type Socket, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { socketpair } from '../src/index.ts';
import { fill } from './listening.ts';
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

function hash(...parts: readonly Uint8Array[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

describe('sockSendall', () => {
  test('is done at once when the system takes everything', () =>
    withPair(async (loop, left, right) => {
      const sent = loop.sockSendall(left, 'hello');
      expect(sent.done()).toBe(true);
      expect(await sent).toBeUndefined();
      expect(String(await loop.sockRecv(right, 10))).toBe('hello');
    }));

  test('takes strings and every kind of bytes, and nothing at all', () =>
    withPair(async (loop, left, right) => {
      const bytes = Uint8Array.of(97, 98);
      for (const data of ['ab', bytes, Buffer.from('ab'), new DataView(bytes.buffer), bytes.buffer]) {
        await loop.sockSendall(left, data);
        expect(String(await loop.sockRecv(right, 10))).toBe('ab');
      }
      await loop.sockSendall(left, '');
    }));

  test('refuses what is no bytes', () =>
    withPair(async (loop, left) => {
      for (const data of [5, null, undefined, {}])
        expect(await failureOf(() => loop.sockSendall(left, data as unknown as string))).toBeInstanceOf(TypeError);
    }));

  test('sends several MiB to a slow reader, in order', () =>
    withPair(async (loop, left, right) => {
      const data = randomBytes(6 << 20);
      const sent = loop.sockSendall(left, data);
      await turns(2);
      expect(sent.done()).toBe(false);
      const parts: Buffer[] = [];
      for (let total = 0; total < data.length; ) {
        const part = await loop.sockRecv(right, 100_000);
        parts.push(part);
        total += part.length;
        if (parts.length % 16 === 0) await sleep(0.2);
      }
      await sent;
      expect(hash(...parts)).toBe(hash(data));
      expect(stateOf(loop).readiness.size).toBe(0);
    }));

  test('does not copy: several calls one after another keep their order', () =>
    withPair(async (loop, left, right) => {
      const parts = Array.from({ length: 20 }, () => randomBytes(100_000));
      const sending = loop.createTask(async () => {
        for (const part of parts) await loop.sockSendall(left, part);
      });
      const received: Buffer[] = [];
      for (let total = 0; total < 2_000_000; total += (received.at(-1) as Buffer).length) received.push(await loop.sockRecv(right, 65_536));
      await sending;
      expect(hash(...received)).toBe(hash(...parts));
    }));

  test('fails when the peer is gone, at once or in the middle', () =>
    withPair(async (loop, left, right) => {
      const sent = loop.sockSendall(left, Buffer.alloc(4 << 20));
      await turns(1);
      right.close();
      expect((await failureOf(() => sent)).code).toMatch(/^(EPIPE|ECONNRESET)$/);
      expect((await failureOf(() => loop.sockSendall(left, 'x'))).code).toMatch(/^(EPIPE|ECONNRESET)$/);
      expect(stateOf(loop).readiness.size).toBe(0);
    }));

  test('cancelled stops to watch and sends no more', () =>
    withPair(async (loop, left, right) => {
      const sent = loop.sockSendall(left, Buffer.alloc(4 << 20));
      await turns(1);
      sent.cancel();
      expect(stateOf(loop).readiness.size).toBe(0);
      let total = 0;
      await until(() => {
        try {
          total += right.recv(1 << 20).length;
          return false;
        } catch {
          return true;
        }
      });
      await turns(3);
      expect(total).toBeLessThan(4 << 20);
      expect(() => right.recv(1)).toThrow(/EAGAIN/);
      expect(await failureOf(() => sent)).toBeInstanceOf(CancelledError);
    }));

  test('a second one replaces the wait of the first, and cancelling the first leaves the second', () =>
    withPair(async (loop, left, right) => {
      const filled = fill(left);
      const first = loop.sockSendall(left, 'first');
      const second = loop.sockSendall(left, 'second');
      await turns(1);
      first.cancel();
      expect(stateOf(loop).readiness.size).toBe(1);
      for (let total = 0; total < filled; ) total += (await loop.sockRecv(right, 1 << 20)).length;
      await second;
      expect(String(await loop.sockRecv(right, 10))).toBe('second');
    }));
});

test('a socket object of somebody else works, by its methods alone', () =>
  withPair(async (loop, left, right) => {
    const foreign = (sock: Socket): Socket =>
      ({
        family: sock.family,
        type: sock.type,
        proto: sock.proto,
        fileno: () => sock.fileno(),
        recv: (nbytes: number) => sock.recv(nbytes),
        recvInto: (buffer: Uint8Array) => sock.recvInto(buffer),
        send: (data: Uint8Array) => sock.send(data),
      }) as unknown as Socket;
    const received = loop.sockRecv(foreign(right), 10);
    await loop.sockSendall(foreign(left), 'hello');
    expect(String(await received)).toBe('hello');
    const buffer = Buffer.alloc(5);
    const into = loop.sockRecvInto(foreign(right), buffer);
    await loop.sockSendall(foreign(left), 'again');
    expect([await into, String(buffer)]).toEqual([5, 'again']);
  }));

test('what is no socket at all is refused', () =>
  withLoop(async (loop) => {
    for (const sock of [null, undefined, {}, 'sock']) {
      expect(await failureOf(() => loop.sockRecv(sock as unknown as Socket, 1)), String(sock)).toBeInstanceOf(TypeError);
      expect(await failureOf(() => loop.sockSendall(sock as unknown as Socket, 'x')), String(sock)).toBeInstanceOf(TypeError);
    }
  }));
