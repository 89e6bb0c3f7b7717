import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, InetAddress, RawAddress, Socket, SocketAddress } from '@tsyncio/core';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, peerCredentials, socket, socketpair } from '../src/index.ts';
import { collectUntil } from './collect.ts';
import { fill, kernel } from './listening.ts';
import { turns, withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

const { AF_INET = 0, AF_UNIX = 0, SOCK_DGRAM = 0 } = constants;
const made: Socket[] = [];

afterEach(() => {
  for (const sock of made.splice(0)) sock.close();
});

function pair(): readonly [Socket, Socket] {
  const sockets = socketpair(undefined, undefined, undefined, { kernel });
  made.push(...sockets);
  return sockets;
}

function udp(): Socket {
  const sock = socket(AF_INET, SOCK_DGRAM, 0, { kernel });
  made.push(sock);
  sock.bind({ host: '127.0.0.1', port: 0 });
  return sock;
}

/** Take the bytes of a view away. */
function transfer(view: Uint8Array<ArrayBuffer>): void {
  structuredClone(view.buffer, { transfer: [view.buffer] });
}

describe('code that runs while arguments are read', () => {
  test('cannot have another socket of the same number used', () => {
    const calls: [string, (sock: Socket, close: () => void) => unknown][] = [
      ['recvmsg', (sock, close) => sock.recvmsg(100, getter('maxFds', close, 1))],
      ['bind', (sock, close) => sock.bind({ ...getter('host', close, '127.0.0.1'), port: 0 } as InetAddress)],
      ['sendto', (sock, close) => sock.sendto('x', getter('host', close, '127.0.0.1', { port: 9 }) as unknown as Address)],
      ['sendmsg', (sock, close) => sock.sendmsg(['x'], getter('flags', close, 0))],
    ];
    for (const [name, call] of calls) {
      const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
      made.push(right);
      let others: readonly [Socket, Socket] | null = null;
      const close = (): void => {
        if (others !== null) return;
        left.close();
        others = pair();
        others[0].send('secret');
        others[1].send('secret');
      };
      expect(() => call(left, close), name).toThrow();
      left.close();
    }
  });

  test('cannot have other bytes sent than those that were checked', () => {
    const [sender, receiver] = [udp(), udp()];
    const { port } = receiver.getsockname() as InetAddress;
    const bytes = new Uint8Array(1000).fill(65);
    const address = getter('scopeId', () => transfer(bytes), 0, { host: '127.0.0.1', port });
    sender.sendto(bytes, address as unknown as Address);
    // Read before the bytes: they are gone, nothing else takes their place.
    expect(receiver.recv(2000).length).toBe(0);
  });

  test('an address that is changed afterwards changes nothing that was begun', () =>
    withLoop(async (loop) => {
      const [sender, receiver] = [udp(), udp()];
      const address = { ...(receiver.getsockname() as InetAddress) };
      const sent = loop.sockSendto(sender, 'x', address);
      address.port = 1;
      await sent;
      expect(String(receiver.recv(10))).toBe('x');
    }));
});

/** An object with a getter that calls `read`, each time. */
function getter(name: string, read: () => void, value: unknown, rest: object = {}): object {
  return Object.defineProperty({ ...rest }, name, {
    enumerable: true,
    get: () => {
      read();
      return value;
    },
  });
}

describe('bytes that are taken away while a socket is waited for', () => {
  test('fail sockSendall', () =>
    withPair(async (loop, left, right) => {
      fill(left);
      const bytes = new Uint8Array(100_000);
      const sending = loop.sockSendall(left, bytes);
      await turns(2);
      transfer(bytes);
      while (!sending.done()) {
        await loop.sockRecv(right, 1 << 20);
        await turns(1);
      }
      expect(await failureOf(() => sending)).toMatchObject({
        message: expect.stringContaining('the buffer had 100000 bytes and has 0 now'),
      });
    }));

  test('fail sockRecvInto, and what came stays in the socket', () =>
    withPair(async (loop, left, right) => {
      const buffer = new Uint8Array(10);
      const failed = failureOf(() => loop.sockRecvInto(right, buffer));
      await turns(2);
      transfer(buffer);
      left.send('still here');
      expect(await failed).toBeInstanceOf(TypeError);
      expect(String(right.recv(100))).toBe('still here');
    }));
});

describe('numbers that are no numbers of the system', () => {
  test.each<[string, (sock: Socket) => unknown]>([
    ['flags that are text', (sock) => sock.recv(1, 'MSG_PEEK' as unknown as number)],
    ['flags of recvmsg', (sock) => sock.recvmsg(1, { flags: 'MSG_PEEK' as unknown as number })],
    ['an option', (sock) => sock.getsockopt(1, Number.NaN)],
    ['the value of an option', (sock) => sock.setsockopt(1, 2, 2 ** 32 + 1)],
    ['a backlog', (sock) => sock.listen('9' as unknown as number)],
    ['a family', () => socket('x' as unknown as number, 1, 0, { kernel })],
    ['a scope', (sock) => sock.bind({ host: '::1', port: 0, scopeId: 2 ** 32 + 1 })],
    ['a length', (sock) => sock.recv(2 ** 33)],
  ])('%s', (_name, call) => {
    const [left, right] = pair();
    right.send('untouched');
    expect(() => call(left)).toThrow(/must be an? (number|integer)/);
    expect(String(left.recv(100))).toBe('untouched');
  });

  test('a zone that is no interface is told by name', () => {
    expect(() => udp().connect({ host: 'fe80::1%nosuch0', port: 1 })).toThrow("there is no network interface 'nosuch0'");
  });
});

describe('names of Unix sockets', () => {
  test('with a zero in a path, or half a character, are refused', () => {
    const sock = socket(AF_UNIX, SOCK_DGRAM, 0, { kernel });
    made.push(sock);
    expect(() => sock.bind('/tmp/tsyncio\0rest')).toThrow('cannot have a zero in it');
    expect(() => sock.bind('\0half \ud800')).toThrow('must be well-formed text');
  });

  test('that are no text are bytes: each is answered as itself, and none stands for another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsyncio-names-'));
    const sock = socket<SocketAddress>(AF_UNIX, SOCK_DGRAM, 0, { kernel });
    made.push(sock as Socket);
    const path = join(folder, 'me');
    sock.bind(path);
    const program = `
import socket, sys
names = [b"\\0tsyncio\\xff" + sys.argv[2].encode(), b"\\0tsyncio\\xfe" + sys.argv[2].encode()]
socks = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in names]
for s, name in zip(socks, names):
    s.bind(name)
    s.sendto(name, sys.argv[1])
`;
    const { status, stderr } = spawnSync('python3', ['-c', program, path, String(process.pid)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const addresses = [0, 1].map(() => {
      const [data, address] = sock.recvfrom(100);
      expect(address).toEqual({ family: AF_UNIX, data: new Uint8Array(data) });
      return address as RawAddress;
    });
    expect(addresses[0]).not.toEqual(addresses[1]);
    rmSync(folder, { recursive: true });
  });
});

test('a socket that is only watched is not collected', () =>
  withLoop(async (loop, reports) => {
    let called = 0;
    const peer = ((): Socket => {
      const [left, right] = socketpair();
      loop.addReader(right, () => {
        called++;
        loop.removeReader(right);
      });
      return left;
    })();
    let collected = 0;
    const canaries = new FinalizationRegistry(() => collected++);
    (() => canaries.register({}, undefined))();
    await collectUntil(() => collected === 1);
    peer.send('x');
    await turns(3);
    expect(called).toBe(1);
    peer.close();
    // It was collected by now or will be: nobody has it any more.
    await collectUntil(() => reports.length > 0);
    reports.length = 0;
  }));

test('the number of a descriptor is no socket to wait for: it is refused as what it is', () =>
  withPair(async (loop, left) => {
    const number = left.fileno() as never;
    const calls = [
      () => loop.sockRecv(number, 1),
      () => loop.sockRecvInto(number, Buffer.alloc(1)),
      () => loop.sockRecvfrom(number, 1),
      () => loop.sockSendall(number, 'data'),
      () => loop.sockAccept(number),
      () => loop.sockConnect(number, { host: '127.0.0.1', port: 1 }),
      () => loop.sockRecvmsg(number, 1),
      () => loop.sockSendmsg(number, ['data']),
    ];
    for (const call of calls) {
      const error = await failureOf(call);
      expect(error).toEqual(new TypeError('a socket was expected, got a number: socket() makes one of a descriptor'));
    }
  }));

test('the credentials of what is no socket: refused as what it is', () => {
  for (const [wrong, kind] of [
    [null, 'null'],
    [undefined, 'undefined'],
    [5, 'number'],
    [{}, 'object'],
  ])
    expect(() => peerCredentials(wrong as never)).toThrow(new TypeError(`peerCredentials needs a socket, got ${kind}`));
});

describe('options of a message', () => {
  test.for([
    ['sendmsg', { fd: [3] }, "sendmsg has no option 'fd': it takes fds, address, flags"],
    ['sendmsg', 5, 'sendmsg needs an options object, got number'],
    ['recvmsg', { maxFd: 1 }, "recvmsg has no option 'maxFd': it takes maxFds, flags"],
    ['recvmsg', 5, 'recvmsg needs an options object, got number'],
  ] as const)('of %s: %j is refused, and nothing is sent or received', ([method, options, message]) =>
    withLoop(async () => {
      const [left, right] = socketpair();
      right.send('there');
      const call = (): unknown => (method === 'sendmsg' ? left.sendmsg(['x'], options as never) : left.recvmsg(100, options as never));
      expect(call).toThrow(new TypeError(message));
      expect(() => right.recv(100)).toThrow('EAGAIN');
      expect(String(left.recv(100))).toBe('there');
      left.close();
      right.close();
    }),
  );
});
