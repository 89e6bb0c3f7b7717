import { errorCode } from '@tsyncio/core/area';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { AF_INET6, AF_UNIX, IPPROTO_IP, IPPROTO_TCP, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM, SOL_SOCKET } = linux;
const SOCKET_OPTIONS = [
  'SO_REUSEADDR',
  'SO_REUSEPORT',
  'SO_KEEPALIVE',
  'SO_BROADCAST',
  'SO_OOBINLINE',
  'SO_TYPE',
  'SO_DOMAIN',
  'SO_PROTOCOL',
  'SO_ERROR',
  'SO_ACCEPTCONN',
  'SO_LINGER',
] as const;
const TCP_OPTIONS = ['TCP_NODELAY', 'TCP_CORK', 'TCP_KEEPIDLE', 'TCP_KEEPINTVL', 'TCP_KEEPCNT', 'TCP_USER_TIMEOUT'] as const;
const kinds = (w: World): number[] => [
  w.socket(),
  w.socket(AF_INET6),
  w.socket(undefined, SOCK_DGRAM),
  w.socket(AF_UNIX),
  w.socket(AF_UNIX, SOCK_DGRAM),
  w.socket(AF_UNIX, SOCK_SEQPACKET),
];

compare('options', {
  'have the same values at first': (w) => kinds(w).map((fd) => SOCKET_OPTIONS.map((name) => [name, w.option(fd, SOL_SOCKET, linux[name])])),
  'of TCP and IP': (w) => {
    const fd = w.socket();
    return [
      TCP_OPTIONS.map((name) => [name, w.option(fd, IPPROTO_TCP, linux[name])]),
      w.option(fd, IPPROTO_IP, linux.IP_TTL),
      w.option(fd, IPPROTO_IP, linux.IP_TOS),
    ];
  },
  'that are flags remember 0 or 1': (w) => {
    const fd = w.socket();
    return [
      w.setOption(fd, SOL_SOCKET, linux.SO_KEEPALIVE, 7),
      w.option(fd, SOL_SOCKET, linux.SO_KEEPALIVE),
      w.option(fd, SOL_SOCKET, linux.SO_REUSEADDR),
    ];
  },
  'that are numbers remember them': (w) => {
    const fd = w.socket();
    return [w.setOption(fd, IPPROTO_TCP, linux.TCP_KEEPIDLE, 60), w.option(fd, IPPROTO_TCP, linux.TCP_KEEPIDLE)];
  },
  'for the sizes of buffers double them, down to a least one': (w) => {
    const fd = w.socket(AF_UNIX);
    return [20_000, 1].flatMap((size) =>
      [linux.SO_RCVBUF, linux.SO_SNDBUF].map((name) => [w.setOption(fd, SOL_SOCKET, name, size), w.option(fd, SOL_SOCKET, name)]),
    );
  },
  'that are unknown, of another level, or read-only': (w) => {
    const [tcp, unix] = [w.socket(), w.socket(AF_UNIX)];
    return [
      w.option(tcp, SOL_SOCKET, 9999),
      w.setOption(tcp, SOL_SOCKET, 9999, 1),
      w.setOption(tcp, SOL_SOCKET, linux.SO_TYPE, 1),
      w.setOption(unix, IPPROTO_TCP, 1, 1),
      w.option(unix, IPPROTO_TCP, 1),
      w.option(tcp, IPPROTO_TCP, 9999),
      w.setOption(tcp, IPPROTO_IP, 9999, 1),
    ];
  },
  'with too short a value': (w) => {
    const fd = w.socket();
    return [
      w.setOption(fd, SOL_SOCKET, linux.SO_REUSEADDR),
      w.setOption(fd, SOL_SOCKET, linux.SO_LINGER, 1),
      w.kernel.sockets.getsockopt(fd, SOL_SOCKET, linux.SO_TYPE, new Uint8Array(2)),
    ];
  },
  'tell who listens': (w) => w.option(w.listening()[0], SOL_SOCKET, linux.SO_ACCEPTCONN),
  'are handed on to what is accepted': (w) => {
    const [listener, address] = w.listening();
    for (const name of [linux.SO_KEEPALIVE, linux.SO_RCVBUF]) w.setOption(listener, SOL_SOCKET, name, 10_000);
    w.setOption(listener, SOL_SOCKET, linux.SO_LINGER, 1, 3);
    w.connect(w.socket(), address);
    const server = w.accepted(listener);
    return [linux.SO_KEEPALIVE, linux.SO_RCVBUF, linux.SO_LINGER].map((name) => w.option(server, SOL_SOCKET, name));
  },
});

/** SO_PEERCRED, with this process by name. */
function credentials(w: World, fd: number, length = 12): unknown {
  const value = new Uint8Array(length);
  const answer = w.kernel.sockets.getsockopt(fd, SOL_SOCKET, linux.SO_PEERCRED, value);
  const [pid, ...owner] = new Int32Array(value.buffer);
  return [answer, pid === process.pid ? 'this process' : pid, owner];
}

compare('credentials', {
  'of the peer': (w) => {
    const [stream, packets] = [w.unixListening(), w.unixListening(5, SOCK_SEQPACKET)];
    const types = [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET];
    const joined = [stream, packets].map(([listener, name], i) => {
      const client = w.socket(AF_UNIX, i === 0 ? SOCK_STREAM : SOCK_SEQPACKET);
      w.connect(client, name);
      return [client, w.accepted(listener), listener].map((fd) => credentials(w, fd));
    });
    return [joined, types.map((type) => credentials(w, w.pair(type)[0])), types.map((type) => credentials(w, w.socket(AF_UNIX, type)))];
  },
  'of a connected peer that is gone': (w) => {
    const [left, right] = w.pair();
    w.close(right);
    return credentials(w, left);
  },
  'of a datagram socket that was connected': (w) => {
    const [one, other] = [w.socket(AF_UNIX, SOCK_DGRAM), w.socket(AF_UNIX, SOCK_DGRAM)];
    w.bind(other, '');
    return [w.connect(one, w.name(other) as string), credentials(w, one)];
  },
  'nobody has over the Internet': (w) => credentials(w, w.connected()[0]),
  'are as long as asked for, and not for setting': (w) => {
    const [fd] = w.pair();
    return [credentials(w, fd, 4), credentials(w, fd, 20), w.setOption(fd, SOL_SOCKET, linux.SO_PEERCRED, 1, 2, 3)];
  },
  'that are wanted are remembered, and give a name': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    const named = (fd: number): boolean => (w.name(fd) as string).length > 0;
    const answers = [w.option(left, SOL_SOCKET, linux.SO_PASSCRED), w.setOption(left, SOL_SOCKET, linux.SO_PASSCRED, 7)];
    const before = [w.option(left, SOL_SOCKET, linux.SO_PASSCRED), named(left), w.send(left), named(left)];
    const client = w.socket(AF_UNIX);
    w.setOption(client, SOL_SOCKET, linux.SO_PASSCRED, 1);
    return [answers, before, w.message(right).from === w.name(left), w.connect(client, '\0tsyncio-nobody'), named(client)];
  },
  'that are wanted do not end what is read': (w) => {
    const [left, right] = w.pair();
    w.setOption(right, SOL_SOCKET, linux.SO_PASSCRED, 1);
    for (const fds of [[], [left], []]) w.sendmsg(left, ['ab'], { fds });
    return [w.recvmsg(right), w.recvmsg(right)];
  },
});

compare('what is opened', {
  'families, types and protocols': ({ kernel: { sockets } }) => {
    const requests = [
      [250, 1, 0],
      [2, 1, 6],
      [2, 1, 17],
      [2, 2, 17],
      [2, 2, 6],
      [1, 1, 1],
      [1, 1, 6],
      [2, 5, 0],
      [1, 5, 0],
      [1, 5, 1],
      [1, 5, 6],
    ] as const;
    return requests.map(([family, type, proto]) => {
      const fd = sockets.open(family, type, proto);
      return fd < 0 ? errorCode(fd) : sockets.close(fd);
    });
  },
  pairs: ({ kernel: { sockets } }) => [sockets.pair(2, 1, 0), sockets.pair(250, 1, 0)],
  'is non-blocking until told otherwise': (w) => {
    const fd = w.socket();
    const { sockets } = w.kernel;
    return [sockets.getblocking(fd), sockets.setblocking(fd, true), sockets.getblocking(fd)];
  },
  'cannot be watched twice, or unwatched when it is not watched': (w) => {
    const fd = w.socket();
    const { poller } = w.kernel;
    const never = 2 ** 30;
    const answers = [
      poller.register(fd, 1),
      poller.register(fd, 1),
      poller.modify(fd, 2),
      poller.unregister(fd),
      poller.unregister(fd),
      poller.modify(fd, 1),
    ];
    return [answers, poller.register(never, 1), poller.modify(never, 1), poller.unregister(never)];
  },
  'is forgotten by the poller when it is closed': (w) => {
    const [left] = w.pair();
    w.kernel.poller.register(left, 2);
    w.close(left);
    return [w.kernel.turns.poll(), w.kernel.poller.modify(w.socket(), 1)];
  },
  'and data behind the end of a buffer': (w) => {
    const [left, right] = w.pair();
    const { sockets } = w.kernel;
    const bytes = Buffer.from('hello');
    const answers = [
      sockets.send(left, bytes, 6, 0),
      sockets.sendv(left, [bytes], 6),
      sockets.sendv(left, [], 0),
      sockets.send(left, bytes, 3, 0),
    ];
    return [answers, sockets.sendv(left, [bytes, Buffer.from(' '), bytes], 4), w.recv(right)];
  },
});
