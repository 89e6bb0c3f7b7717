import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, InetAddress, Socket } from '@tsyncio/core';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { constants, socket, socketpair } from '../src/index.ts';
import { hasIPv6, kernel } from './listening.ts';

const { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM } = constants;
const open: Socket[] = [];
const folder: string = mkdtempSync(join(tmpdir(), 'tsyncio-sockets-'));

afterEach(() => {
  for (const sock of open.splice(0)) sock.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function make(family: number | undefined, type: number | undefined = SOCK_STREAM): Socket {
  const sock = socket(family, type, 0, { kernel });
  open.push(sock);
  return sock;
}

/** Listen at `address`, connect, and say which addresses both sides see. */
function meet(family: number | undefined, address: Address): { server: Address; client: Address; peer: Address; from: Address } {
  const [listener, client] = [make(family), make(family)];
  listener.bind(address);
  listener.listen();
  try {
    client.connect(listener.getsockname());
  } catch (error) {
    expect(error).toMatchObject({ code: 'EINPROGRESS' });
  }
  const [accepted, from] = listener.accept();
  open.push(accepted);
  return { server: listener.getsockname(), client: client.getsockname(), peer: client.getpeername(), from };
}

describe('IPv4', () => {
  test('an address is host and port, nothing else', () => {
    const { server, client, peer, from } = meet(AF_INET, { host: '127.0.0.1', port: 0 });
    expect(server).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
    expect(peer).toEqual(server);
    expect(from).toEqual(client);
  });

  test('an empty host is every interface', () => {
    const sock = make(AF_INET);
    sock.bind({ host: '', port: 0 });
    expect((sock.getsockname() as InetAddress).host).toBe('0.0.0.0');
  });
});

describe.skipIf(!hasIPv6())('IPv6 (skipped on machines without it)', () => {
  test('an address is host and port; flow and scope are left out when zero', () => {
    const { server, client, peer, from } = meet(AF_INET6, { host: '::1', port: 0 });
    expect(server).toEqual({ host: '::1', port: expect.any(Number) });
    expect(peer).toEqual(server);
    expect(from).toEqual(client);
  });

  test('an empty host is every interface', () => {
    const sock = make(AF_INET6);
    sock.bind({ host: '', port: 0 });
    expect((sock.getsockname() as InetAddress).host).toBe('::');
  });

  test('an address of the other family is refused by the system', () => {
    expect(() => make(AF_INET6).bind({ host: '127.0.0.1', port: 0 })).toThrow(expect.objectContaining({ syscall: 'bind' }));
    expect(() => make(AF_INET).bind({ host: '::1', port: 0 })).toThrow(expect.objectContaining({ syscall: 'bind' }));
  });
});

describe('Unix sockets', () => {
  test('have a path; a client that did not bind is unnamed', () => {
    const path = join(folder, 'listens.sock');
    expect(meet(AF_UNIX, path)).toEqual({ server: path, client: '', peer: path, from: '' });
  });

  test('have a path that is not ASCII', () => {
    const path = join(folder, 'ünïx ☂.sock');
    expect(meet(AF_UNIX, path).peer).toBe(path);
  });

  test('have abstract names, which begin with a zero and may have zeros inside', () => {
    const name = `\0tsyncio-${process.pid}\0inside`;
    expect(meet(AF_UNIX, name)).toEqual({ server: name, client: '', peer: name, from: '' });
  });

  test('bound to nothing get an abstract name of the system', () => {
    const sock = make(AF_UNIX, SOCK_DGRAM);
    sock.bind('');
    expect(sock.getsockname()).toMatch(/^\0[0-9a-f]{5}$/);
  });

  test('of a pair are unnamed', () => {
    const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
    open.push(left, right);
    expect([left.getsockname(), left.getpeername(), right.getsockname()]).toEqual(['', '', '']);
  });

  test('that are in use throw EADDRINUSE with the path', () => {
    const path = join(folder, 'twice.sock');
    make(AF_UNIX).bind(path);
    expect(() => make(AF_UNIX).bind(path)).toThrow(expect.objectContaining({ code: 'EADDRINUSE', path }));
  });

  test('too long are refused, with the name of the reason', () => {
    expect(() => make(AF_UNIX).bind(`/${'x'.repeat(200)}`)).toThrow(expect.objectContaining({ code: 'ENAMETOOLONG' }));
  });

  test('send datagrams to each other by path', () => {
    const [one, other] = [make(AF_UNIX, SOCK_DGRAM), make(AF_UNIX, SOCK_DGRAM)];
    const [from, to] = [join(folder, 'from.sock'), join(folder, 'to.sock')];
    one.bind(from);
    other.bind(to);
    one.sendto('ping', to);
    const [data, sender] = other.recvfrom(10);
    expect([String(data), sender]).toEqual(['ping', from]);
  });
});

describe('what is no address', () => {
  test.each([
    [undefined],
    [null],
    [5],
    [{}],
    [{ port: 1 }],
    [{ host: 4, port: 1 }],
    [{ host: '127.0.0.1', port: '80' }],
    [{ host: '127.0.0.1' }],
  ])('%j is refused with a TypeError', (address) => {
    expect(() => make(AF_INET).bind(address as unknown as Address)).toThrow(TypeError);
  });

  test.each([-1, 65_536, 1.5, Number.NaN])('port %s is refused with a RangeError', (port) => {
    expect(() => make(AF_INET).bind({ host: '127.0.0.1', port: port as number })).toThrow(RangeError);
  });

  test('a name is refused with the way to resolve it', () => {
    expect(() => make(AF_INET).connect({ host: 'localhost', port: 1 })).toThrow(/getaddrinfo/);
  });
});
