import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { compare } from './compare.ts';

const { AF_UNIX, MSG_OOB, MSG_PEEK, SOCK_DGRAM } = linux;
/** Nothing and nobody is there. */
const NOWHERE = '/nonexistent/tsyncio-nobody';

const folder = mkdtempSync(join(tmpdir(), 'tsyncio-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));
let paths = 0;

/** A path that nobody has, in a folder that is there. Both kernels are given one of their own. */
function freshPath(): string {
  return join(folder, `${paths++}.sock`);
}

compare('a fresh Unix stream', {
  'reads, writes and has no peer': (w) => {
    const fd = w.socket(AF_UNIX);
    return [w.recv(fd), w.send(fd), w.peer(fd), w.name(fd), w.ready(fd), w.accept(fd), w.listen(fd, 1), w.shutdown(fd, 'write')];
  },
  'cannot send to an address': (w) => w.sendto(w.socket(AF_UNIX), 'x', NOWHERE),
});

compare('connected Unix streams', {
  'pass data, peeked at and read': (w) => {
    const [left, right] = w.pair();
    w.send(left, 'hel');
    w.send(left, 'lo');
    return [
      w.ready(right),
      w.recv(right, 2, MSG_PEEK),
      w.recv(right),
      w.recv(right),
      w.send(left, ''),
      w.recvfrom(right),
      w.recv(left, 1, MSG_OOB),
    ];
  },
  'know each other by name': (w) => {
    const [listener, name] = w.unixListening();
    const client = w.socket(AF_UNIX);
    const answers = [
      w.bind(client, ''),
      w.connect(client, name),
      w.ready(listener),
      w.ready(client),
      w.connect(client, name),
      w.sendto(client, 'x', name),
    ];
    const server = w.accepted(listener);
    w.send(client, 'hi');
    const [, , from] = w.recvfrom(server) as unknown[];
    return [answers, w.name(server) === name, w.peer(client) === name, w.peer(server) === w.name(client), from === w.name(client)];
  },
  'half-closed for writing': (w) => {
    const [left, right] = w.pair();
    w.send(left, 'last');
    const own = [w.shutdown(left, 'write'), w.ready(left), w.send(left)];
    return [
      own,
      w.ready(right),
      w.recv(right),
      w.recv(right),
      w.send(right, 'y'),
      w.recv(left),
      w.shutdown(right, 'write'),
      w.ready(left),
      w.ready(right),
    ];
  },
  'half-closed for reading, which ends the writing of the peer': (w) => {
    const [left, right] = w.pair();
    w.send(right, 'z');
    const own = [w.shutdown(left, 'read'), w.ready(left), w.recv(left), w.recv(left)];
    return [own, w.send(right), w.ready(right), w.send(left, 'still'), w.recv(right)];
  },
  'closed both ways': (w) => {
    const [left, right] = w.pair();
    return [w.shutdown(left, 'both'), w.ready(left), w.ready(right), w.send(right), w.recv(right), w.recv(left), w.peer(right)];
  },
  'whose peer closed': (w) => {
    const [left, right] = w.pair();
    w.send(right, 'kept');
    w.close(right);
    return [w.ready(left), w.recv(left), w.recv(left), w.send(left), w.error(left), w.peer(left)];
  },
  'whose peer closed with unread data': (w) => {
    const [left, right] = w.pair();
    w.send(right, 'kept');
    w.send(left, 'unread');
    w.close(right);
    return [w.ready(left), w.recv(left), w.recv(left), w.recv(left), w.send(left), w.error(left)];
  },
});

compare('Unix streams that listen', {
  'are not for data': (w) => {
    const [listener, name] = w.unixListening();
    return [w.recv(listener), w.send(listener), w.ready(listener), w.accept(listener), w.connect(listener, name), w.listen(listener, 3)];
  },
  'refuse when full: EAGAIN': (w) => {
    const [listener, name] = w.unixListening(0);
    const [first, second] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    const answers = [w.connect(first, name), w.connect(second, name)];
    w.accepted(listener);
    return [answers, w.connect(second, name)];
  },
  'closed lose the connections that nobody accepted': (w) => {
    const [listener, name] = w.unixListening();
    const client = w.socket(AF_UNIX);
    w.connect(client, name);
    w.send(client, 'unread');
    w.close(listener);
    return [w.ready(client), w.recv(client), w.recv(client), w.send(client), w.connect(w.socket(AF_UNIX), name)];
  },
  'shut down': (w) => {
    const [listener, name] = w.unixListening();
    return [w.shutdown(listener, 'both'), w.ready(listener), w.accept(listener), w.connect(w.socket(AF_UNIX), name)];
  },
});

compare('Unix names', {
  'that nobody has': (w) => [
    w.connect(w.socket(AF_UNIX), NOWHERE),
    w.connect(w.socket(AF_UNIX), '\0tsyncio-nobody'),
    w.connect(w.socket(AF_UNIX), ''),
  ],
  'that are taken, or too long': (w) => {
    const [fd, name] = w.unixListening();
    const longest = `\0${'x'.repeat(107)}`;
    return [
      w.bind(w.socket(AF_UNIX), name),
      w.bind(fd, ''),
      w.bind(w.socket(AF_UNIX), `${longest}x`),
      w.bind(w.socket(AF_UNIX), `/${'x'.repeat(107)}`),
    ];
  },
  'bound but not listening': (w) => {
    const fd = w.socket(AF_UNIX);
    w.bind(fd, '');
    return w.connect(w.socket(AF_UNIX), w.name(fd) as string);
  },
  'of the system look like this': (w) => {
    const fd = w.socket(AF_UNIX);
    w.bind(fd, '');
    return /^\0[0-9a-f]{5}$/.test(w.name(fd) as string);
  },
  'of streams and datagrams do not meet': (w) => w.connect(w.socket(AF_UNIX, SOCK_DGRAM), w.unixListening()[1]),
});

compare('paths', {
  'stay when their socket is closed, and are taken': (w) => {
    const path = freshPath();
    const [fd, other] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    const before = [w.lookAt(path), w.bind(fd, path), w.listen(fd, 1), w.lookAt(path)];
    w.close(fd);
    return [before, w.lookAt(path), w.bind(other, path), w.connect(other, path), w.connect(w.socket(AF_UNIX, SOCK_DGRAM), path)];
  },
  'removed are free, for another type as well': (w) => {
    const path = freshPath();
    const fd = w.socket(AF_UNIX);
    w.bind(fd, path);
    w.close(fd);
    w.removePath(path);
    w.removePath(path);
    const after = [w.lookAt(path), w.connect(w.socket(AF_UNIX), path)];
    return [after, w.bind(w.socket(AF_UNIX, SOCK_DGRAM), path), w.connect(w.socket(AF_UNIX), path)];
  },
  'removed below a socket leave it and its connections as they are': (w) => {
    const path = freshPath();
    const [listener, client, late] = [w.socket(AF_UNIX), w.socket(AF_UNIX), w.socket(AF_UNIX)];
    w.bind(listener, path);
    w.listen(listener, 5);
    w.connect(client, path);
    w.removePath(path);
    const server = w.accepted(listener);
    const talk = [w.send(client, 'hi'), w.recv(server), w.name(listener) === path, w.peer(client) === path, w.name(server) === path];
    return [talk, w.connect(late, path), w.bind(late, path), w.connect(w.socket(AF_UNIX), path)];
  },
  'removed below a socket can be those of another, which stay when the first is closed': (w) => {
    const path = freshPath();
    const [first, second] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    w.bind(first, path);
    w.removePath(path);
    const taken = [w.bind(second, path), w.listen(second, 1)];
    w.close(first);
    return [taken, w.lookAt(path), w.connect(w.socket(AF_UNIX), path)];
  },
  'of datagrams stay as well': (w) => {
    const path = freshPath();
    const [receiver, sender] = [w.socket(AF_UNIX, SOCK_DGRAM), w.socket(AF_UNIX, SOCK_DGRAM)];
    w.bind(receiver, path);
    const before = w.sendto(sender, 'x', path);
    w.close(receiver);
    return [before, w.sendto(sender, 'x', path), w.lookAt(path), w.bind(sender, path)];
  },
  "of a connection are its listener's": (w) => {
    const path = freshPath();
    const [listener, client] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    w.bind(listener, path);
    w.listen(listener, 5);
    w.connect(client, path);
    w.close(w.accepted(listener));
    const open = w.connect(w.socket(AF_UNIX), path);
    w.close(listener);
    return [open, w.lookAt(path), w.connect(w.socket(AF_UNIX), path)];
  },
});
