import type { InetAddress } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { type NetworkOptions, simulatedKernel, simulatedNetwork } from '../../src/index.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { World } from '../world.ts';
import { onHosts } from './on-hosts.ts';

describe('a host', () => {
  test('is added by a kernel that names it, with addresses of the network’s choice', () => {
    const network = simulatedNetwork();
    simulatedKernel({ network, host: 'server' });
    simulatedKernel({ network, host: 'Server' });
    simulatedKernel({ network, host: 'client' });
    expect(network.hosts.map(({ name, addresses, isUp }) => [name, addresses, isUp])).toEqual([
      ['server', ['10.0.0.1', 'fd00::1'], true],
      ['client', ['10.0.0.2', 'fd00::2'], true],
    ]);
  });

  test('has the addresses that it is given, in their shortest form', () => {
    const network = simulatedNetwork();
    const added = network.addHost('db.example', { addresses: ['192.0.2.7', '2001:DB8:0::7'] });
    expect([added.name, added.addresses]).toEqual(['db.example', ['192.0.2.7', '2001:db8::7']]);
    // The network's choice goes around those that are taken.
    network.addHost('first', { addresses: ['10.0.0.1'] });
    expect(network.addHost('second').addresses[0]).toBe('10.0.0.2');
  });

  test.each([
    ['', 'a host’s name'],
    ['localhost', 'name'],
    ['10.0.0.1', 'name'],
    ['a b', 'name'],
    ['-x', 'name'],
    [undefined as never, 'got undefined'],
    ['taken', 'already'],
  ])('is not called %j', (name, words) => {
    const network = simulatedNetwork();
    network.addHost('taken');
    expect(() => network.addHost(name)).toThrow(words.replace('’', "'"));
    expect(() => network.addHost(name)).toThrow(TypeError);
    expect(network.hosts).toHaveLength(1);
  });

  test.each([[[]], [['127.0.0.1']], [['::1']], [['0.0.0.0']], [['server']], [['192.0.2.1']], ['192.0.2.9' as never], [[7 as never]]])(
    'does not have the addresses %j',
    (addresses) => {
      const network = simulatedNetwork();
      network.addHost('other', { addresses: ['192.0.2.1'] });
      expect(() => network.addHost('server', { addresses })).toThrow(TypeError);
      expect(network.hosts).toHaveLength(1);
    },
  );

  test('is found by its name, and its name by its address', () =>
    onHosts({
      server: async () => {},
      client: async ({ loop }) => {
        const infos = await loop.getaddrinfo('SERVER', 80, { type: linux.SOCK_STREAM });
        expect(infos.map(({ address }) => (address as InetAddress).host)).toEqual(['10.0.0.1', 'fd00::1']);
        expect(await loop.getnameinfo({ host: 'fd00::1', port: 80 })).toEqual({ host: 'server', service: 'http' });
        expect((await failureOf(() => loop.getaddrinfo('nobody', 80))).code).toBe('ENOTFOUND');
      },
    }));

  test('shares its loopback with nobody else', () => {
    const network = simulatedNetwork();
    const [one, two, alone] = ['one', 'two', undefined].map(
      (host) => new World(simulatedKernel(host === undefined ? { network } : { network, host })),
    );
    for (const world of [one, two, alone]) {
      const fd = world?.socket() as number;
      expect(world?.bind(fd, { host: '127.0.0.1', port: 80 })).toBe(0);
      const unix = world?.socket(linux.AF_UNIX) as number;
      expect(world?.bind(unix, '/run/service')).toBe(0);
    }
    const sibling = new World(simulatedKernel({ network, host: 'one' }));
    expect(sibling.bind(sibling.socket(), { host: '127.0.0.1', port: 80 })).toBe('EADDRINUSE');
  });

  test('binds its own addresses only', () => {
    const network = simulatedNetwork();
    const world = new World(simulatedKernel({ network, host: 'one' }));
    network.addHost('two');
    expect(world.bind(world.socket(), { host: '10.0.0.1', port: 80 })).toBe(0);
    expect(world.bind(world.socket(), { host: '10.0.0.2', port: 80 })).toBe('EADDRNOTAVAIL');
    expect(world.bind(world.socket(linux.AF_INET6), { host: 'fd00::1', port: 80 })).toBe(0);
  });

  test('reaches itself by its own address, at once', () => {
    const world = new World(simulatedKernel({ network: simulatedNetwork({ latency: 50 }), host: 'one' }));
    const listener = world.socket();
    world.bind(listener, { host: '0.0.0.0', port: 80 });
    world.listen(listener, 1);
    const client = world.socket();
    expect(world.connect(client, { host: '10.0.0.1', port: 80 })).toBe('EINPROGRESS');
    const server = world.accepted(listener);
    expect([world.peer(client), world.name(server)]).toEqual([
      { host: '10.0.0.1', port: 80 },
      { host: '10.0.0.1', port: 80 },
    ]);
    expect((world.name(client) as InetAddress).host).toBe('10.0.0.1');
  });

  test('with a socket on its loopback reaches no other', () => {
    const network = simulatedNetwork();
    const world = new World(simulatedKernel({ network, host: 'one' }));
    network.addHost('two');
    const [tcp] = world.bound();
    const [udp] = world.bound(linux.SOCK_DGRAM);
    expect(world.connect(tcp, { host: '10.0.0.2', port: 80 })).toBe('EINVAL');
    expect(world.sendto(udp, 'x', { host: '10.0.0.2', port: 80 })).toBe('EINVAL');
  });

  test('without a name reaches no other, and without an address of a family none of that', () => {
    const network = simulatedNetwork();
    network.addHost('two');
    const alone = new World(simulatedKernel({ network }));
    expect(alone.connect(alone.socket(), { host: '10.0.0.1', port: 80 })).toBe('ENETUNREACH');
    network.addHost('old', { addresses: ['192.0.2.1'] });
    const old = new World(simulatedKernel({ network, host: 'old' }));
    expect(old.connect(old.socket(linux.AF_INET6), { host: 'fd00::1', port: 80 })).toBe('ENETUNREACH');
    expect(old.sendto(old.socket(linux.AF_INET6, linux.SOCK_DGRAM), 'x', { host: 'fd00::1', port: 80 })).toBe('ENETUNREACH');
  });

  test('can have several kernels, which share its ports', () =>
    onHosts({
      server: async ({ network }) => {
        const other = new World(simulatedKernel({ network, host: 'server' }));
        const fd = other.socket();
        expect(other.bind(fd, { host: '10.0.0.1', port: 80 })).toBe(0);
        const world = new World(simulatedKernel({ network, host: 'server' }));
        expect(world.bind(world.socket(), { host: '0.0.0.0', port: 80 })).toBe('EADDRINUSE');
        other.closeAll();
        world.closeAll();
      },
    }));
});

describe('options of a network', () => {
  test.each<[string, NetworkOptions]>([
    ['latency', { latency: -1 }],
    ['latency', { latency: Number.NaN }],
    ['latency', { latency: 4_000_000 }],
    ['latency', { latency: '5' as never }],
    ['jitter', { jitter: -1, seed: 1 }],
    ['loss', { loss: 1.1, seed: 1 }],
    ['loss', { loss: Number.NaN, seed: 1 }],
    ['seed', { loss: 0.5 }],
    ['seed', { jitter: 5 }],
    ['seed', { seed: 1.5 }],
    ['start', { start: -1 }],
  ])('are refused with a wrong %s: %j', (name, options) => {
    expect(() => simulatedNetwork(options)).toThrow(name);
    if (name === 'start' || options.seed === 1.5) return;
    const network = simulatedNetwork(options.seed === undefined ? {} : { seed: options.seed });
    network.addHost('a');
    network.addHost('b');
    expect(() => network.link('a', 'b', options)).toThrow(name);
  });

  test.each([[null as never], [{ oneWay: 'no' as never }]])('of a direction are refused when they are %j', (options) => {
    const network = simulatedNetwork();
    network.addHost('a');
    network.addHost('b');
    for (const call of [network.partition, network.hold]) expect(() => call.call(network, 'a', 'b', options)).toThrow(/direction|oneWay/);
    expect(() => network.link('a', 'b', options)).toThrow(/link|oneWay/);
  });

  test('of names that there are not are refused', () => {
    const wrong = { late: 5 } as never;
    expect(() => simulatedNetwork(wrong)).toThrow("simulatedNetwork has no option 'late'");
    const network = simulatedNetwork();
    expect(() => network.addHost('a', wrong)).toThrow("addHost has no option 'late'");
    network.addHost('a');
    network.addHost('b');
    expect(() => network.link('a', 'b', wrong)).toThrow("link has no option 'late'");
    expect(() => network.partition('a', 'b', wrong)).toThrow("no option 'late'");
  });

  test('that are inherited do not count', () => {
    expect(() => simulatedNetwork(Object.create({ start: -1 }))).not.toThrow();
  });

  test('of a host that is not there name those that are', () => {
    const network = simulatedNetwork();
    network.addHost('a');
    const wrong = "the network has no host 'c', only 'a'";
    expect(() => network.link('a', 'c', { latency: 1 })).toThrow(wrong);
    expect(() => network.partition('c')).toThrow(wrong);
    expect(() => network.hold(['c'])).toThrow(wrong);
    expect(() => network.repair('c')).toThrow(wrong);
    expect(() => network.crash('c')).toThrow(wrong);
    expect(() => network.restart('c')).toThrow(wrong);
  });

  test('a kernel with a host but no network of it is on one of its own', () => {
    const world = new World(simulatedKernel({ host: 'alone' }));
    expect(world.bind(world.socket(), { host: '10.0.0.1', port: 80 })).toBe(0);
  });
});
