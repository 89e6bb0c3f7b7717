import type { Socket } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket } from '../src/index.ts';
import { type TestLoop, turns, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, AF_UNIX = 0, SOCK_DGRAM = 0 } = constants;
const LOCAL = { [AF_INET]: { host: '127.0.0.1', port: 0 }, [AF_INET6]: { host: '::1', port: 0 } };

/** Two bound datagram sockets. */
function withSockets(body: (loop: TestLoop, left: Socket, right: Socket) => Promise<void>, family: number = AF_INET): Promise<void> {
  return withLoop(async (loop) => {
    const made = [socket(family, SOCK_DGRAM), socket(family, SOCK_DGRAM)] as const;
    try {
      for (const [index, sock] of made.entries()) sock.bind(LOCAL[family] ?? `\0tsyncio-test-${process.pid}-${index}`);
      await body(loop, ...made);
      expect(stateOf(loop).readiness.size).toBe(0);
    } finally {
      for (const sock of made) sock.close();
    }
  });
}

describe.each([
  ['IPv4', AF_INET],
  ['IPv6', AF_INET6],
  ['Unix', AF_UNIX],
])('datagrams over %s', (_name, family) => {
  test('arrive whole, with the address they came from', () =>
    withSockets(async (loop, left, right) => {
      expect(await loop.sockSendto(left, 'hello', right.getsockname())).toBe(5);
      expect(await loop.sockRecvfrom(right, 100)).toEqual([Buffer.from('hello'), left.getsockname()]);
    }, family));

  test('can be answered to where they came from', () =>
    withSockets(async (loop, left, right) => {
      const answered = loop.sockRecvfrom(left, 100);
      await loop.sockSendto(left, 'ping', right.getsockname());
      const [data, address] = await loop.sockRecvfrom(right, 100);
      await loop.sockSendto(right, `${data} pong`, address);
      expect(String((await answered)[0])).toBe('ping pong');
    }, family));
});

describe('sockRecvfrom', () => {
  test('waits for a datagram', () =>
    withSockets(async (loop, left, right) => {
      const received = loop.sockRecvfrom(right, 100);
      await turns(3);
      expect(received.done()).toBe(false);
      await loop.sockSendto(left, 'late', right.getsockname());
      expect(String((await received)[0])).toBe('late');
    }));

  test('loses what does not fit, and keeps datagrams apart', () =>
    withSockets(async (loop, left, right) => {
      await loop.sockSendto(left, 'one', right.getsockname());
      await loop.sockSendto(left, 'two', right.getsockname());
      expect(String((await loop.sockRecvfrom(right, 2))[0])).toBe('on');
      expect(String((await loop.sockRecvfrom(right, 100))[0])).toBe('two');
    }));

  test('gives an empty datagram, which is no end of anything', () =>
    withSockets(async (loop, left, right) => {
      await loop.sockSendto(left, '', right.getsockname());
      expect(await loop.sockRecvfrom(right, 100)).toEqual([Buffer.alloc(0), left.getsockname()]);
      await loop.sockSendto(left, 'more', right.getsockname());
      expect(String((await loop.sockRecvfrom(right, 100))[0])).toBe('more');
    }));

  test('that is cancelled leaves the next datagram in the socket', () =>
    withSockets(async (loop, left, right) => {
      const received = loop.sockRecvfrom(right, 100);
      await turns(2);
      expect(received.cancel()).toBe(true);
      await loop.sockSendto(left, 'kept', right.getsockname());
      expect(String((await loop.sockRecvfrom(right, 100))[0])).toBe('kept');
    }));

  test.each([-1, 1.5, Number.NaN])('refuses a size of %d', (size) =>
    withSockets(async (loop, _left, right) => {
      expect(await failureOf(() => loop.sockRecvfrom(right, size))).toBeInstanceOf(RangeError);
    }),
  );
});

describe('sockRecvfromInto', () => {
  test('fills the buffer and says how much and from where', () =>
    withSockets(async (loop, left, right) => {
      const buffer = Buffer.alloc(10, '.');
      await loop.sockSendto(left, 'hello', right.getsockname());
      expect(await loop.sockRecvfromInto(right, buffer)).toEqual([5, left.getsockname()]);
      expect(String(buffer)).toBe('hello.....');
    }));

  test('fills no more than nbytes of it; all of it for 0', () =>
    withSockets(async (loop, left, right) => {
      const buffer = Buffer.alloc(10, '.');
      for (let i = 0; i < 2; i++) await loop.sockSendto(left, 'hello', right.getsockname());
      expect((await loop.sockRecvfromInto(right, buffer, 3))[0]).toBe(3);
      expect(String(buffer)).toBe('hel.......');
      expect((await loop.sockRecvfromInto(right, buffer, 0))[0]).toBe(5);
    }));

  test.each([11, -1, 0.5])('refuses %d as the number of bytes of a buffer of 10, and leaves the datagram where it is', (nbytes) =>
    withSockets(async (loop, left, right) => {
      await loop.sockSendto(left, 'kept', right.getsockname());
      const error = await failureOf(() => loop.sockRecvfromInto(right, Buffer.alloc(10), nbytes));
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toContain('from 0 to the 10 bytes of the buffer');
      expect(String((await loop.sockRecvfrom(right, 100))[0])).toBe('kept');
    }),
  );

  test('refuses what is no buffer', () =>
    withSockets(async (loop, _left, right) => {
      expect(await failureOf(() => loop.sockRecvfromInto(right, 'text' as never))).toBeInstanceOf(TypeError);
    }));
});

describe('sockSendto', () => {
  test('refuses a datagram that is too long: EMSGSIZE', () =>
    withSockets(async (loop, left, right) => {
      expect(await failureOf(() => loop.sockSendto(left, Buffer.alloc(70_000), right.getsockname()))).toMatchObject({ code: 'EMSGSIZE' });
    }));

  test('refuses a host that is a name', () =>
    withSockets(async (loop, left) => {
      expect(String(await failureOf(() => loop.sockSendto(left, 'x', { host: 'localhost', port: 1 })))).toContain('numeric');
    }));

  test('waits until a full socket has room, and loses nothing', () =>
    withSockets(async (loop, left, right) => {
      const sent: Promise<unknown>[] = [];
      for (let i = 0; i < 500; i++) {
        const one = loop.sockSendto(left, Buffer.alloc(1000, i), right.getsockname());
        if (!one.done()) {
          sent.push(Promise.resolve(one));
          break;
        }
      }
      expect(sent.length).toBe(1);
      const [data] = await loop.sockRecvfrom(right, 2000);
      expect(data).toEqual(Buffer.alloc(1000, 0));
      await Promise.all(sent);
      while (right.fileno() >= 0) {
        try {
          right.recv(2000);
        } catch {
          break;
        }
      }
    }, AF_UNIX));

  test('fails the future on a closed socket, as the others do', () =>
    withSockets(async (loop, _left, right) => {
      const address = right.getsockname();
      const closed = socket(AF_INET, SOCK_DGRAM);
      closed.close();
      for (const call of [
        () => loop.sockSendto(closed, 'x', address),
        () => loop.sockRecvfrom(closed, 1),
        () => loop.sockRecvfromInto(closed, Buffer.alloc(1)),
      ])
        expect(String(await failureOf(call))).toContain('is the socket closed?');
    }));
});
