import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { AF_INET6, AF_UNIX, MSG_PEEK, MSG_TRUNC, SOCK_DGRAM, SOL_SOCKET, SO_REUSEADDR } = linux;
const anyPort = { host: '127.0.0.1', port: 0 };
const udp = (w: World): number => w.socket(undefined, SOCK_DGRAM);
const unix = (w: World): number => w.socket(AF_UNIX, SOCK_DGRAM);

compare('a fresh UDP socket', {
  'has no peer and no name': (w) => {
    const fd = udp(w);
    return [
      w.recv(fd),
      w.name(fd),
      w.send(fd),
      (w.name(fd) as { port: number }).port > 0,
      w.peer(fd),
      w.ready(fd),
      w.listen(fd, 1),
      w.accept(fd),
      w.shutdown(fd, 'both'),
      w.ready(fd),
      w.recv(fd),
    ];
  },
  'gets a name when it sends': (w) => {
    const fd = udp(w);
    const sent = w.sendto(fd, 'x', { host: '127.0.0.1', port: 9 });
    return [sent, (w.name(fd) as { port: number }).port > 0, (w.name(fd) as { host: string }).host, w.bind(fd, anyPort)];
  },
});

compare('UDP datagrams', {
  'keep their borders and tell where they come from': (w) => {
    const [one, from] = w.bound(SOCK_DGRAM);
    const [other, to] = w.bound(SOCK_DGRAM);
    const sent = ['first', '', 'third'].map((data) => w.sendto(one, data, to));
    const received = [0, 1, 2].map(() => w.recvfrom(other) as [number, string, typeof from]);
    return [sent, received.map(([size, text, { host, port }]) => [size, text, host, port === from.port]), w.recvfrom(other)];
  },
  'are cut off where they do not fit': (w) => {
    const [one, address] = w.bound(SOCK_DGRAM);
    for (const data of ['hello', 'world', 'peek', 'next']) w.sendto(one, data, address);
    return [
      w.recv(one, 3),
      (w.recvfrom(one, 2, MSG_TRUNC) as unknown[])[0],
      w.recv(one, 10, MSG_PEEK),
      w.recv(one),
      w.recv(one),
      w.recv(one),
    ];
  },
  'over IPv6': (w) => {
    const [one, address] = w.bound(SOCK_DGRAM, AF_INET6);
    return [
      w.sendto(one, 'six', address),
      w.recv(one),
      w.sendto(one, 'x'.repeat(65_527), address),
      w.sendto(one, 'x'.repeat(65_528), address),
    ];
  },
  'too long, or to where nothing can go': (w) => {
    const fd = udp(w);
    const longest = 'x'.repeat(65_507);
    const there = { host: '127.0.0.1', port: 9 };
    return [
      w.sendto(fd, `${longest}x`, there),
      w.sendto(fd, longest, there),
      w.sendto(fd, 'x', anyPort),
      w.sendto(fd, 'x', { host: '::1', port: 9 }),
      w.sendto(fd, 'x', '/a'),
    ];
  },
  'to every interface reach the loopback': (w) => {
    const fd = udp(w);
    w.bind(fd, { host: '0.0.0.0', port: 0 });
    const { port } = w.name(fd) as { port: number };
    const sender = udp(w);
    w.sendto(sender, 'x', { host: '0.0.0.0', port });
    const [, data, from] = w.recvfrom(fd) as [number, string, { host: string }];
    return [data, from.host];
  },
});

compare('a connected UDP socket', {
  'sends to its peer and hears only that': (w) => {
    const [fd, address] = w.bound(SOCK_DGRAM);
    const [peer, there] = w.bound(SOCK_DGRAM);
    const [stranger] = w.bound(SOCK_DGRAM);
    const answers = [w.connect(fd, there), w.send(fd, 'to the peer'), w.recv(peer)];
    w.sendto(stranger, 'not heard', address);
    w.sendto(peer, 'heard', address);
    return [answers, w.recv(fd), w.recv(fd), (w.peer(fd) as { port: number }).port === there.port];
  },
  'learns with a later call that nobody is there': (w) => {
    const [gone, address] = w.bound(SOCK_DGRAM);
    const fd = udp(w);
    w.connect(fd, address);
    w.close(gone);
    const first = [w.send(fd), w.ready(fd), w.send(fd), w.ready(fd), w.recv(fd)];
    return [first, w.send(fd), w.recv(fd), w.recv(fd)];
  },
  'shut down': (w) => {
    const [, address] = w.bound(SOCK_DGRAM);
    const fd = udp(w);
    w.connect(fd, address);
    return [w.shutdown(fd, 'write'), w.ready(fd), w.send(fd), w.shutdown(fd, 'read'), w.ready(fd), w.recv(fd)];
  },
  'connects to an address of another family': (w) => [w.connect(udp(w), { host: '::1', port: 5 }), w.connect(udp(w), '/tmp/x')],
});

compare('UDP ports', {
  'in use': (w) => {
    const [, address] = w.bound(SOCK_DGRAM);
    return [w.bind(udp(w), address), w.bind(udp(w), { ...address, host: '0.0.0.0' }), w.bind(udp(w), { host: '203.0.113.7', port: 0 })];
  },
  'shared: the last one bound gets what comes': (w) => {
    const [one, other] = [udp(w), udp(w)];
    for (const fd of [one, other]) w.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    w.bind(one, anyPort);
    const address = w.name(one) as { host: string; port: number };
    const bound = w.bind(other, address);
    w.sendto(udp(w), 'who?', address);
    return [bound, w.recv(one), w.recv(other)];
  },
});

compare('Unix datagrams', {
  'a fresh socket': (w) => {
    const fd = unix(w);
    return [
      w.recv(fd),
      w.send(fd),
      w.ready(fd),
      w.listen(fd, 1),
      w.accept(fd),
      w.peer(fd),
      w.name(fd),
      w.sendto(fd, 'x', '\0tsyncio-nobody'),
    ];
  },
  'a pair keeps borders': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    for (const data of ['hello', '', 'x']) w.send(left, data);
    return [(w.recvfrom(right, 2, MSG_TRUNC) as unknown[])[0], w.recv(right), w.recv(right), w.recv(right), w.peer(left)];
  },
  'longer than the send buffer': (w) => w.send(w.pair(SOCK_DGRAM)[0], 'x'.repeat(300_000)),
  'a peer that is gone': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    w.close(right);
    return [w.ready(left), w.recv(left), w.send(left), w.send(left), w.peer(left), w.error(left)];
  },
  'a peer that is gone, whose words are lost once that is noticed': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    for (const data of ['read', 'lost']) w.send(right, data);
    w.close(right);
    return [w.recv(left), w.send(left), w.recv(left), w.peer(left)];
  },
  'shut down': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    w.send(left, 'a');
    const own = [w.shutdown(left, 'write'), w.ready(left), w.ready(right), w.send(left)];
    return [own, w.shutdown(right, 'read'), w.ready(right), w.recv(right), w.recv(right)];
  },
  'to one that no longer reads': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    return [w.shutdown(right, 'read'), w.send(left), w.ready(left), w.shutdown(left, 'both'), w.ready(left)];
  },
  'by name, with the name of the sender': (w) => {
    const [one, other, unnamed] = [unix(w), unix(w), unix(w)];
    w.bind(one, '');
    w.bind(other, '');
    const name = w.name(other) as string;
    w.sendto(one, 'named', name);
    w.sendto(unnamed, 'unnamed', name);
    const [, first, from] = w.recvfrom(other) as unknown[];
    return [first, from === w.name(one), w.recvfrom(other)];
  },
  'only from the peer, once connected': (w) => {
    const [one, other, stranger] = [unix(w), unix(w), unix(w)];
    for (const fd of [one, other]) w.bind(fd, '');
    const answers = [w.connect(one, w.name(other) as string), w.send(one), w.recv(other), w.peer(one) === w.name(other)];
    return [
      answers,
      w.sendto(stranger, 'x', w.name(one) as string),
      w.connect(stranger, w.name(one) as string),
      w.sendto(other, 'y', w.name(one) as string),
      w.recv(one),
    ];
  },
});
