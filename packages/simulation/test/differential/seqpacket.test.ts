import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { AF_INET, AF_UNIX, MSG_EOR, MSG_OOB, MSG_PEEK, MSG_TRUNC, SO_ACCEPTCONN, SO_TYPE, SOCK_SEQPACKET, SOCK_STREAM, SOL_SOCKET } = linux;
const fresh = (w: World): number => w.socket(AF_UNIX, SOCK_SEQPACKET);
const pair = (w: World): [number, number] => w.pair(SOCK_SEQPACKET);

compare('a fresh Unix seqpacket socket', {
  'carries nothing': (w) => {
    const fd = fresh(w);
    return [
      w.ready(fd),
      w.recv(fd),
      w.recv(fd, 1, MSG_OOB),
      w.recvmsg(fd),
      w.send(fd),
      w.send(fd, 'x', MSG_OOB),
      w.sendto(fd, 'x', '/nonexistent/tsyncio-nobody'),
      w.sendmsg(fd, ['x'], { fds: [-1] }),
      w.peer(fd),
      w.name(fd),
      w.accept(fd),
      w.listen(fd, 1),
      w.option(fd, SOL_SOCKET, SO_TYPE),
      w.shutdown(fd, 'read'),
      w.recv(fd),
    ];
  },
  'is of the Unix family only': ({ kernel: { sockets } }) => [sockets.open(AF_INET, SOCK_SEQPACKET, 0), sockets.pair(AF_INET, 5, 0)],
});

compare('connected Unix seqpacket sockets', {
  'keep the borders of messages': (w) => {
    const [left, right] = pair(w);
    for (const data of ['hello', '', 'world', 'peek', 'next', 'cut']) w.send(left, data);
    return [
      w.ready(right),
      w.recvmsg(right, [2]),
      w.recvmsg(right),
      w.recvmsg(right, [3, 0, 9]),
      w.recv(right, 10, MSG_PEEK),
      w.recv(right),
      w.recvmsg(right, [2], { flags: MSG_TRUNC }),
      w.recvfrom(right, 2, MSG_TRUNC | MSG_PEEK),
      w.recv(right, 2),
      w.recv(right),
    ];
  },
  'tell no end of a record, and know no out-of-band data': (w) => {
    const [left, right] = pair(w);
    return [w.send(left, 'x', MSG_EOR), w.message(right).cut, w.send(left, 'x', MSG_OOB), w.recv(right, 1, MSG_OOB)];
  },
  'send to their peer, whatever the address': (w) => {
    const [left, right] = pair(w);
    return [
      w.sendto(left, 'a', '/nonexistent/tsyncio-nobody'),
      w.sendmsg(left, ['b', 'c'], { to: { family: 99, data: new Uint8Array(2) } }),
      w.recv(right),
      w.recv(right),
    ];
  },
  'half-closed for writing': (w) => {
    const [left, right] = pair(w);
    w.send(left, 'last');
    const own = [w.shutdown(left, 'write'), w.ready(left), w.send(left)];
    return [
      own,
      w.ready(right),
      w.recv(right),
      w.recv(right),
      w.recvfrom(right),
      w.send(right, 'y'),
      w.recv(left),
      w.shutdown(right, 'write'),
      w.ready(left),
      w.ready(right),
    ];
  },
  'half-closed for reading': (w) => {
    const [left, right] = pair(w);
    w.send(right, 'z');
    return [
      w.shutdown(left, 'read'),
      w.ready(left),
      w.recv(left),
      w.recv(left),
      w.send(right),
      w.ready(right),
      w.send(left, 'still'),
      w.recv(right),
    ];
  },
  'whose peer closed': (w) => {
    const [left, right] = pair(w);
    w.send(right, 'kept');
    w.close(right);
    return [w.ready(left), w.recv(left), w.recv(left), w.recvmsg(left), w.send(left), w.error(left), w.peer(left)];
  },
  'whose peer closed with unread data': (w) => {
    const [left, right] = pair(w);
    w.send(right, 'kept');
    w.send(left, 'unread');
    w.close(right);
    return [w.ready(left), w.recv(left), w.recv(left), w.recv(left), w.send(left)];
  },
  'tell a reset to the next call, also to one that sends': (w) => {
    const [left, right] = pair(w);
    w.send(left, 'unread');
    w.close(right);
    return [w.send(left), w.send(left), w.sendmsg(left, ['x'], { fds: [-1] }), w.recv(left)];
  },
  'have a longest message, and wait for their reader': (w) => {
    const [left, right] = pair(w);
    w.setOption(left, SOL_SOCKET, linux.SO_SNDBUF, 10_000);
    const answers = [
      w.send(left, 'x'.repeat(20_000 - 31)),
      w.ready(left),
      w.send(left, 'x'.repeat(20_000 - 32)),
      w.ready(left),
      w.send(left),
    ];
    return [answers, (w.recv(right, 20_000) as string).length, w.ready(left), w.send(left)];
  },
});

compare('Unix seqpacket sockets that listen', {
  'accept what connects': (w) => {
    const [listener, name] = w.unixListening(5, SOCK_SEQPACKET);
    const client = fresh(w);
    const answers = [
      w.ready(listener),
      w.bind(client, ''),
      w.connect(client, name),
      w.ready(listener),
      w.ready(client),
      w.connect(client, name),
    ];
    w.send(client, 'early');
    w.send(client, 'words');
    const server = w.accepted(listener);
    const { parts, from } = w.message(server);
    return [
      answers,
      parts,
      from === w.name(client),
      w.recv(server),
      w.peer(client) === name,
      w.peer(server) === w.name(client),
      w.name(server) === name,
    ];
  },
  'are not for data': (w) => {
    const [listener, name] = w.unixListening(5, SOCK_SEQPACKET);
    return [
      w.recv(listener),
      w.send(listener),
      w.ready(listener),
      w.accept(listener),
      w.connect(listener, name),
      w.option(listener, SOL_SOCKET, SO_ACCEPTCONN),
    ];
  },
  'refuse when full: EAGAIN': (w) => {
    const [listener, name] = w.unixListening(0, SOCK_SEQPACKET);
    const [first, second] = [fresh(w), fresh(w)];
    const answers = [w.connect(first, name), w.connect(second, name)];
    w.accepted(listener);
    return [answers, w.connect(second, name)];
  },
  'closed lose the connections that nobody accepted': (w) => {
    const [listener, name] = w.unixListening(5, SOCK_SEQPACKET);
    const client = fresh(w);
    w.connect(client, name);
    w.close(listener);
    return [w.ready(client), w.recv(client), w.recv(client), w.send(client)];
  },
  'shut down': (w) => {
    const [listener, name] = w.unixListening(5, SOCK_SEQPACKET);
    return [w.shutdown(listener, 'both'), w.ready(listener), w.accept(listener), w.connect(fresh(w), name)];
  },
  'are not met by sockets of another type': (w) => {
    const [, name] = w.unixListening(5, SOCK_SEQPACKET);
    return [w.connect(w.socket(AF_UNIX, SOCK_STREAM), name), w.connect(fresh(w), w.unixListening()[1]), w.connect(fresh(w), '')];
  },
});
