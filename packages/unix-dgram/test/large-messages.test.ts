import { once } from 'node:events';
import { nativeSocketCalls } from '@tsyncio/native';
import { afterEach, describe, expect, test } from 'vitest';
import { largestDatagram, ReceiveSpace } from '../src/receive-space.ts';
import { openAt, openTo, outcomeOf, pathOf } from './open-socket.ts';

const calls = nativeSocketCalls();
const { AF_UNIX = 1, SOCK_DGRAM = 2, SOL_SOCKET = 1, SO_SNDBUF = 7 } = calls.constants;
/** What the system keeps of a send buffer for itself. */
const OVERHEAD = 32;
/** Where the limit is far above what is usual, the system may lack the memory for a message of that size. */
const LONGEST = 1 << 20;

const pairs: number[] = [];

afterEach(() => {
  for (const fd of pairs.splice(0)) calls.close(fd);
});

function pair(): readonly [number, number] {
  const fds = calls.pair(AF_UNIX, SOCK_DGRAM, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  pairs.push(...fds);
  for (const fd of fds) growSendBuffer(fd);
  return fds;
}

function growSendBuffer(fd: number): void {
  expect(calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, new Uint8Array(Int32Array.of(0x3fffffff).buffer))).toBe(0);
}

function noise(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 255));
}

describe('a message as long as the system allows', () => {
  test('arrives whole', async () => {
    const limit = largestDatagram(calls) - OVERHEAD;
    const length = Math.min(limit, LONGEST);
    expect(length).toBeGreaterThan(200_000);
    const server = openAt(pathOf('server'));
    const client = openTo(pathOf('server'));
    growSendBuffer(client.fd);
    const arrived = once(server, 'message');
    const message = noise(length);
    expect(outcomeOf((callback) => client.send(message, callback))).toBeUndefined();
    const [received, info] = await arrived;
    expect(message.equals(received)).toBe(true);
    expect(info.size).toBe(length);
    expect(outcomeOf((callback) => client.send(Buffer.alloc(limit + 1), callback))).toMatchObject({ code: 'EMSGSIZE' });
  });
});

describe('the space to receive into', () => {
  test('asks for the length of each datagram, where room for the longest would be too much', () => {
    const [left, right] = pair();
    const space = new ReceiveSpace(calls, 1 << 30, 1000);
    for (const length of [10, 50_000, 1000, 100_000, 0]) {
      const message = noise(length);
      expect(calls.send(left, message, 0, 0)).toBe(length);
      expect(space.receive(right)).toEqual({ message, path: '' });
    }
    expect(space.receive(right)).toBe(-11);
    expect(space.receive(-1)).toBe(-9);
  });

  test('says that a datagram was longer than any was thought to be, and takes the next such one whole', () => {
    const [left, right] = pair();
    const space = new ReceiveSpace(calls, 1000);
    const message = noise(5000);
    for (let count = 0; count < 2; count++) calls.send(left, message, 0, 0);
    expect(space.receive(right)).toBe(-90);
    expect(space.receive(right)).toEqual({ message, path: '' });
  });
});
