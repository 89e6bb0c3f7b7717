import type { RawAddress } from '@tsyncio/core';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC, MSG_OOB, MSG_PEEK, MSG_TRUNC, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } = linux;
const KINDS = [
  [AF_INET, SOCK_STREAM],
  [AF_INET, SOCK_DGRAM],
  [AF_INET6, SOCK_STREAM],
  [AF_INET6, SOCK_DGRAM],
  [AF_UNIX, SOCK_STREAM],
  [AF_UNIX, SOCK_DGRAM],
  [AF_UNIX, SOCK_SEQPACKET],
] as const;
const raw = (family: number, length: number): RawAddress => ({ family, data: new Uint8Array(length) });

compare('a message in several buffers', {
  'of a stream': (w) => {
    const [left, right] = w.pair();
    return [
      w.sendmsg(left, ['hello', '', ' world']),
      w.recvmsg(right, [3, 0, 4]),
      w.recvmsg(right, [2], { flags: MSG_PEEK }),
      w.recvmsg(right, [1, 100]),
      w.recvmsg(right),
    ];
  },
  'of TCP': (w) => {
    const [client, server] = w.connected();
    return [w.sendmsg(client, ['hello', ' world']), w.recvmsg(server, [3, 100]), w.recvmsg(server), w.recvmsg(server, [])];
  },
  'of datagrams, cut and whole, empty and not': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    for (const parts of [['ab', 'cd'], [], ['long one'], ['peek'], ['x']]) w.sendmsg(left, parts);
    return [
      w.recvmsg(right, [1, 2]),
      w.recvmsg(right, [5]),
      w.recvmsg(right, [2, 2], { flags: MSG_TRUNC }),
      w.recvmsg(right, [2], { flags: MSG_PEEK }),
      w.recvmsg(right, []),
      w.recvmsg(right, [0, 1]),
      w.recvmsg(right),
    ];
  },
  'of UDP, with who sent it': (w) => {
    const [fd, to] = w.bound(SOCK_DGRAM);
    const sender = w.socket(AF_INET, SOCK_DGRAM);
    for (const parts of [['ab', 'cd'], [], ['x']]) w.sendmsg(sender, parts, { to });
    const port = (w.name(sender) as { port: number }).port;
    return [[3], [2], []].map((sizes) => {
      const { nbytes, parts, cut, from } = w.message(fd, sizes);
      return [nbytes, parts, cut, (from as { port: number }).port === port];
    });
  },
  'of as many buffers as one call takes': (w) => {
    const [left, right] = w.pair();
    const parts = (count: number): string[] => new Array<string>(count).fill('x');
    const sent = [w.sendmsg(left, parts(1025)), w.sendmsg(left, parts(1024))];
    return [sent, w.message(right, new Array<number>(1030).fill(1)).nbytes, w.recv(right)];
  },
});

compare('the end of a connection', {
  'is an empty message of nobody': (w) =>
    [SOCK_STREAM, SOCK_SEQPACKET].map((type) => {
      const [left, right] = w.pair(type);
      w.close(left);
      return [w.recvmsg(right), w.recvmsg(right, []), w.recvfrom(right), w.kernel.sockets.recvfrom(right, 5, 0)];
    }),
});

compare('out-of-band data that nobody sent', {
  'is not there': (w) => [
    w.recvmsg(w.connected()[0], [1], { flags: MSG_OOB }),
    w.recvmsg(w.bound(SOCK_DGRAM)[0], [1], { flags: MSG_OOB }),
    [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET].map((type) => w.recvmsg(w.pair(type)[0], [1], { flags: MSG_OOB })),
  ],
});

compare('addresses for a message', {
  'of a connected stream': (w) => {
    const to = '/nonexistent/tsyncio-nobody';
    const [client, server] = w.connected();
    return [
      w.sendmsg(w.pair()[0], ['x'], { to }),
      w.sendmsg(client, ['x'], { to }),
      w.sendmsg(client, ['y'], { to: raw(99, 3) }),
      w.recv(server),
    ];
  },
  'of a connected datagram socket': (w) => {
    const [fd, to] = w.bound(SOCK_DGRAM);
    const [other, elsewhere] = w.bound(SOCK_DGRAM);
    w.connect(fd, elsewhere);
    return [
      w.sendmsg(fd, ['peer']),
      w.sendmsg(fd, ['named'], { to: elsewhere }),
      w.recv(other),
      w.recv(other),
      w.sendmsg(other, ['x'], { to }),
      w.recv(fd),
    ];
  },
  'tell the name that the sender has when it is read': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    w.send(left, 'x');
    w.bind(left, '');
    return w.message(right).from === w.name(left);
  },
});

compare('addresses of other families', {
  'as they are': (w) => {
    const others = [raw(AF_UNSPEC, 0), raw(AF_UNSPEC, 14), raw(99, 0), raw(99, 14), raw(99, 26)];
    // A Unix socket would make the file.
    const paths = ['/short', '/longer-than-an-address', `/${'x'.repeat(50)}`];
    return KINDS.map(([family, type]) =>
      (family === AF_UNIX ? others : [...others, ...paths]).map((address) => {
        const fd = (): number => w.socket(family, type);
        return [w.bind(fd(), address), w.connect(fd(), address), w.sendto(fd(), 'x', address), w.sendmsg(fd(), ['x'], { to: address })];
      }),
    );
  },
  'of no family but with a host are not bound': (w) => {
    const somewhere = { family: AF_UNSPEC, data: Uint8Array.of(0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0) };
    return [w.bind(w.socket(), somewhere), w.bind(w.socket(AF_INET, SOCK_DGRAM), somewhere)];
  },
  'are read when they are of the family after all': (w) => {
    const fd = w.socket(AF_INET, SOCK_DGRAM);
    const sixth = w.socket(AF_INET6, SOCK_DGRAM);
    const unix = w.socket(AF_UNIX, SOCK_DGRAM);
    const loopback = new Uint8Array(26);
    loopback[21] = 1;
    return [
      w.bind(fd, { family: AF_INET, data: Uint8Array.of(0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0) }),
      (w.name(fd) as { host: string }).host,
      w.bind(sixth, { family: AF_INET6, data: loopback }),
      (w.name(sixth) as { host: string }).host,
      w.connect(unix, { family: AF_UNIX, data: Buffer.from('\0tsyncio-nobody') }),
    ];
  },
});

/** A name that can be compared: whether there is a port, not which. */
function nameOf(w: World, fd: number): unknown {
  const { host, port } = w.name(fd) as { host: string; port: number };
  return [host, port > 0];
}

compare('an association dissolved by AF_UNSPEC', {
  'of UDP, with what was chosen for it': (w) => {
    const [peer, there] = w.bound(SOCK_DGRAM);
    const fd = w.socket(AF_INET, SOCK_DGRAM);
    const none = [w.connect(fd, raw(AF_UNSPEC, 0)), nameOf(w, fd)];
    const made = [w.connect(fd, there), nameOf(w, fd), w.send(fd, 'a'), w.recv(peer)];
    return [
      none,
      made,
      w.connect(fd, raw(AF_UNSPEC, 14)),
      nameOf(w, fd),
      w.peer(fd),
      w.send(fd),
      nameOf(w, fd),
      w.connect(fd, there),
      w.send(fd),
    ];
  },
  'of UDP, but for what bind asked for': (w) => {
    const [free, { port }] = w.bound(SOCK_DGRAM);
    w.close(free);
    const [, there] = w.bound(SOCK_DGRAM);
    return ['127.0.0.1', '0.0.0.0'].map((host) => {
      const fd = w.socket(AF_INET, SOCK_DGRAM);
      const answers = [w.bind(fd, { host, port }), w.connect(fd, there), nameOf(w, fd), w.connect(fd, raw(AF_UNSPEC, 0)), nameOf(w, fd)];
      return [answers, w.close(fd)];
    });
  },
  'of UDP over IPv6': (w) => {
    const [, there] = w.bound(SOCK_DGRAM, AF_INET6);
    const fd = w.socket(AF_INET6, SOCK_DGRAM);
    return [w.connect(fd, there), w.sendto(fd, 'x', raw(AF_UNSPEC, 26)), w.connect(fd, raw(AF_UNSPEC, 0)), nameOf(w, fd), w.peer(fd)];
  },
  'of Unix datagrams': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    return [w.connect(left, raw(AF_UNSPEC, 0)), w.peer(left), w.send(left), w.send(right, 'x'), w.recv(left), w.error(right)];
  },
  'of Unix datagrams, with what was not read': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    w.send(right, 'unread');
    return [w.connect(left, raw(AF_UNSPEC, 0)), w.recv(left), w.ready(right), w.send(right), w.send(right)];
  },
  'of TCP, which breaks it off': (w) => {
    const [client, server, listener] = w.connected();
    w.send(server, 'unread');
    const own = [
      w.connect(client, raw(AF_UNSPEC, 0)),
      w.peer(client),
      nameOf(w, client),
      w.ready(client),
      w.recv(client),
      w.recv(client),
      w.send(client),
    ];
    return [own, w.ready(server), w.recv(server), w.recv(server), w.connect(client, w.name(listener) as { host: string; port: number })];
  },
  'of a TCP socket that listens': (w) => {
    const [listener, address] = w.listening();
    const client = w.socket();
    w.connect(client, address);
    return [
      w.connect(listener, raw(AF_UNSPEC, 0)),
      w.ready(listener),
      w.accept(listener),
      nameOf(w, listener),
      w.ready(client),
      w.recv(client),
    ];
  },
  'not of Unix streams': (w) => [w.connect(w.pair()[0], raw(AF_UNSPEC, 0)), w.connect(w.pair(SOCK_SEQPACKET)[0], raw(AF_UNSPEC, 14))],
});
