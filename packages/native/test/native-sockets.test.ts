import { constants as os } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { nativeSocketCalls } from '../src/index.ts';

const calls: ReturnType<typeof nativeSocketCalls> = nativeSocketCalls();
const { AF_INET = 0, AF_UNIX = 0, SOCK_STREAM = 0, SOCK_DGRAM = 0, SOL_SOCKET = 0, SO_REUSEADDR = 0, SO_RCVBUF = 0 } = calls.constants;
const { EAGAIN, EBADF, ECONNREFUSED, EINVAL, ENOTCONN, EPIPE, EADDRINUSE, ENAMETOOLONG, EAFNOSUPPORT, EPROTONOSUPPORT } = os.errno;

/** Higher than any limit of descriptors: never open. */
const NEVER_OPEN = 2 ** 30;
const opened: number[] = [];

afterEach(() => {
  for (const fd of opened.splice(0)) calls.close(fd);
});

function pair(): [number, number] {
  const fds = calls.pair(AF_UNIX, SOCK_STREAM, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  opened.push(...fds);
  return [...fds];
}

function open(family = AF_INET, type = SOCK_STREAM): number {
  const fd = calls.open(family, type, 0);
  expect(fd).toBeGreaterThan(0);
  opened.push(fd);
  return fd;
}

/** A listening socket and its address. */
function listening(): [number, { host: string; port: number }] {
  const fd = open();
  expect(calls.bind(fd, { host: '127.0.0.1', port: 0 })).toBe(0);
  expect(calls.listen(fd, 5)).toBe(0);
  return [fd, calls.getsockname(fd) as { host: string; port: number }];
}

describe('on a descriptor that is not open, the answer is -EBADF', () => {
  const cases: [string, (fd: number) => unknown][] = [
    ['bind', (fd) => calls.bind(fd, { host: '127.0.0.1', port: 0 })],
    ['listen', (fd) => calls.listen(fd, 1)],
    ['accept', (fd) => calls.accept(fd)],
    ['connect', (fd) => calls.connect(fd, { host: '127.0.0.1', port: 9 })],
    ['shutdown', (fd) => calls.shutdown(fd, 2)],
    ['recv', (fd) => calls.recv(fd, 10, 0)],
    ['recvInto', (fd) => calls.recvInto(fd, new Uint8Array(10), 0)],
    ['recvfrom', (fd) => calls.recvfrom(fd, 10, 0)],
    ['recvfromInto', (fd) => calls.recvfromInto(fd, new Uint8Array(10), 0)],
    ['recvmsg', (fd) => calls.recvmsg(fd, [new Uint8Array(10)], 1, 0)],
    ['sendmsg', (fd) => calls.sendmsg(fd, [Buffer.from('x')], [], null, 0)],
    ['send', (fd) => calls.send(fd, Buffer.from('x'), 0, 0)],
    ['sendv', (fd) => calls.sendv(fd, [Buffer.from('x')], 0)],
    ['sendto', (fd) => calls.sendto(fd, Buffer.from('x'), { host: '127.0.0.1', port: 9 }, 0)],
    ['getsockname', (fd) => calls.getsockname(fd)],
    ['getpeername', (fd) => calls.getpeername(fd)],
    ['getsockopt', (fd) => calls.getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, new Uint8Array(4))],
    ['setsockopt', (fd) => calls.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, new Uint8Array(4))],
    ['getblocking', (fd) => calls.getblocking(fd)],
    ['setblocking', (fd) => calls.setblocking(fd, true)],
    ['close', (fd) => calls.close(fd)],
  ];
  test.each(cases)('%s', (_name, call) => {
    expect(call(NEVER_OPEN)).toBe(-EBADF);
    expect(call(-1)).toBe(-EBADF);
  });
});

describe('what the system refuses is a negated error number, never a throw', () => {
  test('nothing to receive: -EAGAIN', () => {
    const [left] = pair();
    expect(calls.recv(left, 10, 0)).toBe(-EAGAIN);
    expect(calls.recvInto(left, new Uint8Array(10), 0)).toBe(-EAGAIN);
    expect(calls.recvfrom(left, 10, 0)).toBe(-EAGAIN);
  });

  test('no connection to accept: -EAGAIN; not listening: -EINVAL', () => {
    const [server] = listening();
    expect(calls.accept(server)).toBe(-EAGAIN);
    expect(calls.accept(open())).toBe(-EINVAL);
  });

  test('a full socket buffer: -EAGAIN', () => {
    const [left] = pair();
    const data = Buffer.alloc(1 << 20);
    while (calls.send(left, data, 0, 0) > 0);
    expect(calls.send(left, data, 0, 0)).toBe(-EAGAIN);
    expect(calls.sendv(left, [data, data], 0)).toBe(-EAGAIN);
  });

  test('the peer is gone: -EPIPE and no signal', () => {
    const [left, right] = pair();
    calls.close(right);
    opened.splice(opened.indexOf(right), 1);
    expect(calls.send(left, Buffer.from('x'), 0, 0)).toBe(-EPIPE);
    expect(calls.sendv(left, [Buffer.from('x'), Buffer.from('y')], 0)).toBe(-EPIPE);
  });

  test('not connected: -ENOTCONN', () => {
    expect(calls.getpeername(open())).toBe(-ENOTCONN);
    expect(calls.shutdown(open(), 2)).toBe(-ENOTCONN);
  });

  test('nobody listens there: -ECONNREFUSED, for datagrams and paths at once', () => {
    expect(calls.connect(open(AF_UNIX), '\0tsyncio-nobody-listens-here')).toBe(-ECONNREFUSED);
  });

  test('an address in use: -EADDRINUSE', () => {
    const [, address] = listening();
    expect(calls.bind(open(), address)).toBe(-EADDRINUSE);
  });

  test('an address that is none: -EINVAL; a path too long: -ENAMETOOLONG', () => {
    expect(calls.bind(open(), { host: 'localhost', port: 0 })).toBe(-EINVAL);
    expect(calls.bind(open(AF_UNIX), `/${'x'.repeat(200)}`)).toBe(-ENAMETOOLONG);
    expect(calls.bind(open(AF_UNIX), `\0${'x'.repeat(108)}`)).toBe(-ENAMETOOLONG);
  });

  test('families and protocols that do not exist', () => {
    expect(calls.open(250, SOCK_STREAM, 0)).toBe(-EAFNOSUPPORT);
    expect(calls.open(AF_INET, SOCK_STREAM, 17)).toBe(-EPROTONOSUPPORT);
    expect(calls.pair(250, SOCK_STREAM, 0)).toBe(-EAFNOSUPPORT);
  });

  test('an offset behind the end of the data: -EINVAL', () => {
    const [left] = pair();
    expect(calls.send(left, Buffer.from('x'), 2, 0)).toBe(-EINVAL);
    expect(calls.sendv(left, [Buffer.from('x')], 2)).toBe(-EINVAL);
    expect(calls.sendv(left, [], 0)).toBe(-EINVAL);
  });
});

describe('receiving', () => {
  test('gives 0 at the end of a stream and what came before', () => {
    const [left, right] = pair();
    calls.send(left, Buffer.from('hello'), 0, 0);
    calls.shutdown(left, 1);
    expect(String(calls.recv(right, 100, 0))).toBe('hello');
    expect(calls.recv(right, 100, 0)).toBe(0);
  });

  test('never writes again into buffers that were handed out', () => {
    const [left, right] = pair();
    const kept: { bytes: Buffer; expected: Buffer }[] = [];
    for (let i = 0; i < 1000; i++) {
      const expected = Buffer.alloc(1 + ((i * 997) % 3000), `message ${i} `);
      calls.send(left, expected, 0, 0);
      const bytes = calls.recv(right, 256 * 1024, 0);
      if (typeof bytes === 'number') throw new Error(`recv: ${bytes}`);
      kept.push({ bytes, expected });
    }
    for (const { bytes, expected } of kept) expect(bytes.equals(expected)).toBe(true);
  });

  test('into a buffer of the caller touches only what arrived', () => {
    const [left, right] = pair();
    const whole = Buffer.alloc(10, '.');
    calls.send(left, Buffer.from('abc'), 0, 0);
    expect(calls.recvInto(right, whole.subarray(2, 8), 0)).toBe(3);
    expect(String(whole)).toBe('..abc.....');
  });

  test('tells who sent a datagram', () => {
    const [one, other] = [open(AF_INET, SOCK_DGRAM), open(AF_INET, SOCK_DGRAM)];
    calls.bind(one, { host: '127.0.0.1', port: 0 });
    calls.bind(other, { host: '127.0.0.1', port: 0 });
    expect(calls.sendto(one, Buffer.from('ping'), calls.getsockname(other) as { host: string; port: number }, 0)).toBe(4);
    expect(calls.recvfrom(other, 10, 0)).toEqual([Buffer.from('ping'), calls.getsockname(one)]);
  });
});

describe('sending', () => {
  test('begins at the offset', () => {
    const [left, right] = pair();
    expect(calls.send(left, Buffer.from('hello'), 2, 0)).toBe(3);
    expect(String(calls.recv(right, 10, 0))).toBe('llo');
  });

  test('several buffers go in order, the first from the offset on', () => {
    const [left, right] = pair();
    expect(calls.sendv(left, [Buffer.from('hello'), Buffer.from(' '), Buffer.from('world')], 2)).toBe(9);
    expect(String(calls.recv(right, 20, 0))).toBe('llo world');
  });
});

test.each([1000, 60_000])('of a datagram that was cut, only what was received is handed out, also with MSG_TRUNC: %i bytes', (length) => {
  const MSG_TRUNC = 0x20;
  const fds = calls.pair(AF_UNIX, SOCK_DGRAM, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  opened.push(...fds);
  for (let i = 0; i < 5; i++) {
    calls.send(fds[0], Buffer.alloc(length, 'x'), 0, 0);
    expect(calls.recv(fds[1], 10, MSG_TRUNC)).toEqual(Buffer.alloc(10, 'x'));
  }
});

test('descriptors are non-blocking and close-on-exec', async () => {
  const { readFileSync } = await import('node:fs');
  const [server, address] = listening();
  const client = open();
  calls.connect(client, address);
  const accepted = calls.accept(server);
  if (typeof accepted === 'number') throw new Error(`accept: ${accepted}`);
  opened.push(accepted[0]);
  expect(accepted[1]).toEqual(calls.getsockname(client));
  for (const fd of [server, client, accepted[0], ...pair()]) {
    expect(calls.getblocking(fd)).toBe(0);
    const flags = Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);
    expect(flags & 0o2000000, 'O_CLOEXEC').toBe(0o2000000);
  }
});

test('options fill the value that was given and say how much of it', () => {
  const fd = open();
  const value = new Int32Array(1);
  expect(calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, new Uint8Array(Int32Array.of(8192).buffer))).toBe(0);
  expect(calls.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, new Uint8Array(value.buffer))).toBe(4);
  expect(value[0]).toBeGreaterThanOrEqual(8192);
});
