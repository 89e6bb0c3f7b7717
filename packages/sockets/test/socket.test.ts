import { closeSync, openSync } from 'node:fs';
import type { Socket } from '@tsyncio/core';
import { hostKernel } from '@tsyncio/core/area';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket, socketpair } from '../src/index.ts';
import { kernel } from './listening.ts';
import { withLoop } from './with-loop.ts';

const { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, IPPROTO_TCP } = constants;
const open: Socket[] = [];

afterEach(() => {
  for (const sock of open.splice(0)) sock.close();
});

function keep<T extends Socket>(sock: T): T {
  open.push(sock);
  return sock;
}

function pair(...args: Parameters<typeof socketpair>): readonly [Socket, Socket] {
  const [family, type, proto] = args;
  const both = socketpair(family, type, proto, { kernel });
  open.push(...both);
  return both;
}

describe('socket', () => {
  test('is TCP over IPv4 unless said otherwise', () => {
    const { family, type, proto } = keep(socket(undefined, undefined, undefined, { kernel }));
    expect([family, type, proto]).toEqual([AF_INET, SOCK_STREAM, 0]);
  });

  test('has the family, type and protocol that were asked for', () => {
    const { family, type, proto } = keep(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP, { kernel }));
    expect([family, type, proto]).toEqual([AF_INET, SOCK_STREAM, IPPROTO_TCP]);
  });

  test('does not block', () => {
    const sock = keep(socket(AF_INET, SOCK_STREAM, 0, { kernel }));
    expect(sock.fileno()).toBeGreaterThan(0);
    expect(sock.getblocking()).toBe(false);
  });

  test('needs no kernel inside a running loop', () =>
    withLoop(async () => {
      keep(socket());
      for (const sock of socketpair()) keep(sock);
    }));

  test('outside a loop and without a kernel says what to do', () => {
    expect(() => socket()).toThrow(
      expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP', message: expect.stringContaining('{ kernel }') }),
    );
    expect(() => socketpair()).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  test('on a kernel without sockets names the kernel', () => {
    expect(() => socket(AF_INET, SOCK_STREAM, 0, { kernel: hostKernel() })).toThrow(/the host kernel has no sockets/);
  });

  test('that the system does not have throws its code', async () => {
    expect(await failureOf(() => socket(250, SOCK_STREAM, 0, { kernel }))).toMatchObject({ code: 'EAFNOSUPPORT', syscall: 'socket' });
    expect(await failureOf(() => socketpair(AF_INET6, SOCK_STREAM, 0, { kernel }))).toMatchObject({ syscall: 'socketpair' });
  });
});

describe('socketpair', () => {
  test('is a connected Unix stream unless said otherwise', () => {
    const [left, right] = pair();
    expect([left.family, left.type]).toEqual([AF_UNIX, SOCK_STREAM]);
    left.send('hello');
    expect(String(right.recv(10))).toBe('hello');
  });

  test('can keep the borders of messages', () => {
    const [left, right] = pair(AF_UNIX, SOCK_SEQPACKET);
    left.send('one');
    left.send('two');
    expect(String(right.recv(10))).toBe('one');
    expect(String(right.recv(10))).toBe('two');
  });
});

describe('a descriptor taken over', () => {
  test('has the family, type and protocol of the system', () => {
    const original = socket(AF_INET, SOCK_DGRAM, 0, { kernel });
    const fd = original.detach();
    const { family, type, proto } = keep(socket(undefined, undefined, undefined, { fd, kernel }));
    expect([family, type, proto]).toEqual([AF_INET, SOCK_DGRAM, constants.IPPROTO_UDP]);
  });

  test('is made non-blocking, and works', () => {
    const [left, right] = pair();
    left.setblocking(true);
    const adopted = keep(socket(undefined, undefined, undefined, { fd: left.detach(), kernel }));
    expect(adopted.getblocking()).toBe(false);
    expect(left.fileno()).toBe(-1);
    adopted.send('x');
    expect(String(right.recv(1))).toBe('x');
    adopted.close();
    expect(right.recv(1).length).toBe(0);
  });

  test('must be a number that a descriptor can be', () => {
    for (const fd of [-1, 1.5, Number.NaN, 2 ** 32 + 3])
      expect(() => socket(undefined, undefined, undefined, { fd, kernel }), String(fd)).toThrow(RangeError);
    for (const fd of ['3', null])
      expect(() => socket(undefined, undefined, undefined, { fd: fd as unknown as number, kernel }), String(fd)).toThrow(TypeError);
  });

  test('must be open and a socket', async () => {
    const file = openSync(import.meta.filename, 'r');
    try {
      expect(await failureOf(() => socket(undefined, undefined, undefined, { fd: 2 ** 30, kernel }))).toMatchObject({ code: 'EBADF' });
      expect(await failureOf(() => socket(undefined, undefined, undefined, { fd: file, kernel }))).toMatchObject({ code: 'ENOTSOCK' });
    } finally {
      closeSync(file);
    }
  });
});
