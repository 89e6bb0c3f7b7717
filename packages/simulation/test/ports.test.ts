import type { InetAddress } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { simulatedKernel, simulatedNetwork } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { World } from './world.ts';

const { AF_INET6, AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_REUSEPORT } = linux;
const world = (): World => new World(simulatedKernel());

describe('ports that are chosen', () => {
  test('are the same in every run, and free', () => {
    const ports = (): number[] => {
      const w = world();
      return [0, 1, 2].map(() => w.bound()[1].port);
    };
    expect(ports()).toEqual([49_152, 49_153, 49_154]);
    expect(ports()).toEqual(ports());
  });

  test('pass over those in use, begin again at the end, and may run out', () => {
    const w = world();
    const kept = w.bound()[1].port;
    const taken = new Set<number>([kept]);
    let fd = w.socket();
    while (w.bind(fd, { host: '127.0.0.1', port: 0 }) === 0) {
      const { port } = w.name(fd) as InetAddress;
      expect(taken.has(port)).toBe(false);
      taken.add(port);
      fd = w.socket();
    }
    expect(taken.size).toBe(65_536 - 49_152);
    expect(w.bind(fd, { host: '127.0.0.1', port: 0 })).toBe('EADDRINUSE');
    expect(w.connect(fd, { host: '127.0.0.1', port: kept })).toBe('EADDRNOTAVAIL');
  });

  test('are free again once their socket is closed', () => {
    const w = world();
    const [fd, address] = w.bound();
    expect(w.bind(w.socket(), address)).toBe('EADDRINUSE');
    w.close(fd);
    expect(w.bind(w.socket(), address)).toBe(0);
  });

  test('of TCP, UDP, IPv4 and IPv6 do not meet', () => {
    const w = world();
    const { port } = w.bound()[1];
    expect(w.bind(w.socket(undefined, SOCK_DGRAM), { host: '127.0.0.1', port })).toBe(0);
    expect(w.bind(w.socket(AF_INET6), { host: '::', port })).toBe(0);
    expect(w.option(w.socket(AF_INET6), linux.IPPROTO_IPV6, linux.IPV6_V6ONLY)).toBe(1);
    expect(w.setOption(w.socket(AF_INET6), linux.IPPROTO_IPV6, linux.IPV6_V6ONLY, 0)).toBe('EINVAL');
    expect(w.setOption(w.socket(AF_INET6), linux.IPPROTO_IPV6, linux.IPV6_V6ONLY, 1)).toBe(0);
  });

  test('can be shared by listeners with SO_REUSEPORT', () => {
    const w = world();
    const [one, other] = [w.socket(), w.socket()];
    for (const fd of [one, other]) w.setOption(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    const address = { host: '127.0.0.1', port: 8000 };
    expect([w.bind(one, address), w.listen(one, 1), w.bind(other, address), w.listen(other, 1)]).toEqual([0, 0, 0, 0]);
  });
});

describe('this host', () => {
  test('has no network but its loopback', () => {
    const w = world();
    const elsewhere = { host: '203.0.113.7', port: 80 };
    expect(w.connect(w.socket(), elsewhere)).toBe('ENETUNREACH');
    expect(w.connect(w.socket(undefined, SOCK_DGRAM), elsewhere)).toBe('ENETUNREACH');
    expect(w.sendto(w.socket(undefined, SOCK_DGRAM), 'x', elsewhere)).toBe('ENETUNREACH');
  });

  test('a listener on one address is closer than one on every address', () => {
    const w = world();
    const listen = (host: string): number => {
      const fd = w.socket();
      for (const option of [SO_REUSEPORT]) w.setOption(fd, SOL_SOCKET, option, 1);
      w.bind(fd, { host, port: 8000 });
      w.listen(fd, 1);
      return fd;
    };
    const [every, one] = [listen('0.0.0.0'), listen('127.0.0.1')];
    w.connect(w.socket(), { host: '127.0.0.1', port: 8000 });
    expect([w.ready(every), w.ready(one)]).toEqual(['', 'r']);
  });
});

describe('kernels', () => {
  test('reach each other on a network they share', () => {
    const network = simulatedNetwork();
    const [one, other] = [1, 2].map((seed) => new World(simulatedKernel({ seed, network }))) as [World, World];
    const [listener, address] = one.listening();
    const client = other.socket();
    other.connect(client, address);
    const server = one.accepted(listener);
    other.send(client, 'from the other');
    expect(one.recv(server)).toBe('from the other');
    const [, name] = one.unixListening();
    expect(other.connect(other.socket(AF_UNIX), name)).toBe(0);
  });

  test('are worlds of their own otherwise', () => {
    const [one, other] = [world(), world()];
    const [, address] = one.listening();
    const client = other.socket();
    other.connect(client, address);
    expect(other.error(client)).toBe('ECONNREFUSED');
    expect(other.connect(other.socket(AF_UNIX), one.unixListening()[1])).toBe('ECONNREFUSED');
  });
});
