import type { InetAddress, Socket } from '@tsyncio/core';
import { SystemError } from '@tsyncio/core';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { constants, socket, socketpair } from '../src/index.ts';
import { fill, kernel, listening } from './listening.ts';

const {
  AF_INET,
  SOCK_STREAM,
  SOCK_DGRAM,
  SOL_SOCKET = 0,
  SO_REUSEADDR = 0,
  SO_LINGER = 0,
  SO_RCVBUF = 0,
  SO_TYPE = 0,
  MSG_PEEK = 0,
} = constants;
const open: Socket[] = [];

afterEach(() => {
  for (const sock of open.splice(0)) sock.close();
});

function keep<T extends Socket>(sock: T): T {
  open.push(sock);
  return sock;
}

function pair(): readonly [Socket, Socket] {
  const both = socketpair(undefined, undefined, undefined, { kernel });
  open.push(...both);
  return both;
}

function tcp(): Socket {
  return keep(socket(AF_INET, SOCK_STREAM, 0, { kernel }));
}

/** Connected over 127.0.0.1: client and server side. */
function connected(): [Socket, Socket] {
  const [server, address] = listening();
  keep(server);
  const client = tcp();
  try {
    client.connect(address);
  } catch (error) {
    expect(error).toMatchObject({ code: 'EINPROGRESS', syscall: 'connect', address: '127.0.0.1', port: address.port });
  }
  const [accepted] = server.accept();
  return [client, keep(accepted)];
}

describe('every method of a closed or detached socket throws EBADF', () => {
  const methods: [string, string, (sock: Socket) => unknown][] = [
    ['bind', 'bind', (sock) => sock.bind({ host: '127.0.0.1', port: 0 })],
    ['listen', 'listen', (sock) => sock.listen()],
    ['accept', 'accept', (sock) => sock.accept()],
    ['connect', 'connect', (sock) => sock.connect({ host: '127.0.0.1', port: 1 })],
    ['recv', 'recv', (sock) => sock.recv(1)],
    ['recvInto', 'recv', (sock) => sock.recvInto(new Uint8Array(1))],
    ['recvfrom', 'recvfrom', (sock) => sock.recvfrom(1)],
    ['send', 'send', (sock) => sock.send('x')],
    ['sendto', 'sendto', (sock) => sock.sendto('x', { host: '127.0.0.1', port: 1 })],
    ['shutdown', 'shutdown', (sock) => sock.shutdown('both')],
    ['getsockname', 'getsockname', (sock) => sock.getsockname()],
    ['getpeername', 'getpeername', (sock) => sock.getpeername()],
    ['getsockopt', 'getsockopt', (sock) => sock.getsockopt(SOL_SOCKET, SO_TYPE)],
    ['setsockopt', 'setsockopt', (sock) => sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)],
    ['setblocking', 'fcntl', (sock) => sock.setblocking(true)],
    ['getblocking', 'fcntl', (sock) => sock.getblocking()],
  ];

  test.each(methods)('%s', (_name, syscall, call) => {
    const closed = tcp();
    closed.close();
    expect(() => call(closed)).toThrow(expect.objectContaining({ code: 'EBADF', syscall, errno: -9 }));
    const detached = tcp();
    const fd = detached.detach();
    expect(() => call(detached)).toThrow(expect.objectContaining({ code: 'EBADF', syscall }));
    kernel.sockets.close(fd);
  });

  test('even when its number was given to another socket meanwhile', () => {
    const closed = tcp();
    const number = closed.fileno();
    closed.close();
    const [left, right] = pair();
    expect([left.fileno(), right.fileno()]).toContain(number);
    for (const [name, , call] of methods) expect(() => call(closed), name).toThrow(SystemError);
    closed.close();
    left.send('still open');
    expect(String(right.recv(20))).toBe('still open');
  });
});

describe('closing', () => {
  test('twice does nothing', () => {
    const sock = tcp();
    sock.close();
    sock.close();
    expect(sock.fileno()).toBe(-1);
    expect(sock.detach()).toBe(-1);
  });

  test('happens at the end of a using block', () => {
    const before = openSockets();
    {
      using sock = socket(AF_INET, SOCK_STREAM, 0, { kernel });
      expect(sock.fileno()).toBeGreaterThan(0);
    }
    expect(openSockets()).toEqual(before);
  });

  test('detach gives the descriptor away, still open', () => {
    const [left, right] = pair();
    const fd = left.detach();
    expect(left.fileno()).toBe(-1);
    expect(() => right.recv(1)).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
    kernel.sockets.close(fd);
    expect(right.recv(1).length).toBe(0);
  });
});

describe('receiving and sending', () => {
  test('what would block throws EAGAIN', () => {
    const [left] = pair();
    for (const call of [() => left.recv(1), () => left.recvInto(new Uint8Array(1)), () => left.recvfrom(1)])
      expect(call).toThrow(expect.objectContaining({ code: 'EAGAIN', errno: -11 }));
    fill(left);
    expect(() => left.send('x')).toThrow(expect.objectContaining({ code: 'EAGAIN', syscall: 'send' }));
    expect(() => keep(listening()[0]).accept()).toThrow(expect.objectContaining({ code: 'EAGAIN', syscall: 'accept' }));
  });

  test('takes strings and every kind of bytes', () => {
    const [left, right] = pair();
    const bytes = Uint8Array.of(97, 98);
    for (const data of ['ab', bytes, Buffer.from(bytes), new DataView(bytes.buffer), bytes.buffer, new Uint16Array(bytes.buffer)]) {
      expect(left.send(data)).toBe(2);
      expect(String(right.recv(10))).toBe('ab');
    }
    expect(left.send('é')).toBe(2);
    right.recv(10);
    for (const data of [5, null, undefined, {}, ['a']]) expect(() => left.send(data as unknown as string)).toThrow(TypeError);
  });

  test('recv gives at most what was asked, and what is left later', () => {
    const [left, right] = pair();
    left.send('hello');
    expect([right.recv(2), right.recv(0), right.recv(100)].map(String)).toEqual(['he', '', 'llo']);
  });

  test('recv refuses a count that is none', () => {
    const [left] = pair();
    for (const nbytes of [-1, 1.5, Number.NaN, '1' as unknown as number])
      expect(() => left.recv(nbytes), String(nbytes)).toThrow(RangeError);
    expect(() => left.recvfrom(-1)).toThrow(RangeError);
  });

  test('recvInto fills the start of the buffer and says how much', () => {
    const [left, right] = pair();
    const buffer = Buffer.alloc(6, '.');
    left.send('abc');
    expect(right.recvInto(buffer)).toBe(3);
    expect(String(buffer)).toBe('abc...');
  });

  test('recvInto refuses what is not a Uint8Array instead of telling an end of stream', () => {
    const [left, right] = pair();
    left.send('abc');
    for (const buffer of [new Int16Array(4), new DataView(new ArrayBuffer(4)), 'text', null])
      expect(() => right.recvInto(buffer as unknown as Uint8Array)).toThrow(TypeError);
  });

  test('flags are passed on', () => {
    const [left, right] = pair();
    left.send('abc');
    expect([right.recv(10, MSG_PEEK), right.recv(10)].map(String)).toEqual(['abc', 'abc']);
  });

  test('an empty buffer is the end of the stream', () => {
    const [left, right] = pair();
    left.send('last');
    left.close();
    expect([right.recv(10), right.recv(10)].map(String)).toEqual(['last', '']);
  });

  test('datagrams tell where they come from', () => {
    const [one, other] = [0, 1].map(() => {
      const sock = keep(socket(AF_INET, SOCK_DGRAM, 0, { kernel }));
      sock.bind({ host: '127.0.0.1', port: 0 });
      return sock;
    }) as [Socket, Socket];
    expect(one.sendto('ping', other.getsockname())).toBe(4);
    const [data, from] = other.recvfrom(10);
    expect([String(data), from]).toEqual(['ping', one.getsockname()]);
    expect(() => one.sendto('x', { host: 'localhost', port: 1 })).toThrow(TypeError);
  });
});

describe('TCP', () => {
  test('connects, accepts, and both sides know the addresses', () => {
    const [client, accepted] = connected();
    expect([accepted.family, accepted.type]).toEqual([AF_INET, SOCK_STREAM]);
    expect(accepted.getpeername()).toEqual(client.getsockname());
    expect(client.getpeername()).toEqual(accepted.getsockname());
    expect(accepted.getblocking()).toBe(false);
    accepted.send('hi');
    expect(String(client.recv(10))).toBe('hi');
  });

  test('accept tells the address of the client', () => {
    const [server, address] = listening();
    keep(server);
    const client = tcp();
    expect(() => client.connect(address)).toThrow(/EINPROGRESS/);
    const [accepted, from] = server.accept();
    keep(accepted);
    expect(from).toEqual(client.getsockname());
  });

  test.each([
    ['write', ['last', ''], 'EPIPE'],
    ['both', ['last', ''], 'EPIPE'],
  ] as const)('shutdown %s: the peer reads to the end, and sending throws %j', (how, read, code) => {
    const [client, accepted] = connected();
    client.send('last');
    client.shutdown(how);
    expect([accepted.recv(10), accepted.recv(10)].map(String)).toEqual(read);
    expect(() => client.send('more')).toThrow(expect.objectContaining({ code }));
  });

  test('shutdown read ends reading and leaves sending', () => {
    const [client, accepted] = connected();
    client.shutdown('read');
    expect(client.recv(1).length).toBe(0);
    client.send('x');
    expect(String(accepted.recv(10))).toBe('x');
  });

  test('shutdown takes three words only', () => {
    const [client] = connected();
    for (const how of ['rd', 2, undefined, 'toString']) expect(() => client.shutdown(how as 'both'), String(how)).toThrow(TypeError);
  });

  test('an address in use throws EADDRINUSE with the address', async () => {
    const [server, address] = listening();
    keep(server);
    expect(await failureOf(() => tcp().bind(address))).toMatchObject({
      code: 'EADDRINUSE',
      syscall: 'bind',
      address: '127.0.0.1',
      port: address.port,
    });
  });
});

describe('options', () => {
  test('are numbers, booleans or bytes', () => {
    const sock = tcp();
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(0);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 0);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(0);
    const linger = Buffer.from(Int32Array.of(1, 30).buffer);
    sock.setsockopt(SOL_SOCKET, SO_LINGER, linger);
    expect(sock.getsockopt(SOL_SOCKET, SO_LINGER, 8)).toEqual(linger);
  });

  test('with a length give a buffer of what the system filled', () => {
    const sock = tcp();
    expect(sock.getsockopt(SOL_SOCKET, SO_TYPE, 100)).toEqual(Buffer.from(Int32Array.of(SOCK_STREAM ?? 0).buffer));
    sock.setsockopt(SOL_SOCKET, SO_RCVBUF, 8192);
    expect(sock.getsockopt(SOL_SOCKET, SO_RCVBUF)).toBeGreaterThanOrEqual(8192);
  });

  test('that do not exist throw ENOPROTOOPT', async () => {
    expect(await failureOf(() => tcp().getsockopt(SOL_SOCKET, 9999))).toMatchObject({ code: 'ENOPROTOOPT', syscall: 'getsockopt' });
    expect(await failureOf(() => tcp().setsockopt(SOL_SOCKET, 9999, 1))).toMatchObject({ code: 'ENOPROTOOPT', syscall: 'setsockopt' });
    expect(await failureOf(() => tcp().setsockopt(SOL_SOCKET, SO_REUSEADDR, null as unknown as number))).toBeInstanceOf(TypeError);
  });

  test('the blocking flag can be set and asked', () => {
    const sock = tcp();
    sock.setblocking(true);
    expect(sock.getblocking()).toBe(true);
    sock.setblocking(false);
    expect(sock.getblocking()).toBe(false);
  });
});

test('getpeername of a socket that is not connected throws ENOTCONN', () => {
  expect(() => tcp().getpeername()).toThrow(expect.objectContaining({ code: 'ENOTCONN', syscall: 'getpeername' }));
});

test('a socket that was never bound is at the port 0 of every interface', () => {
  expect(tcp().getsockname() as InetAddress).toEqual({ host: '0.0.0.0', port: 0 });
});
