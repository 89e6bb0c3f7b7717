import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { SOCK_DGRAM } = linux;
const NEVER_OPEN = 2 ** 30;
/** What a pipe holds, and what is written to it whole or not at all, in bytes. */
const CAPACITY = 65_536;
const ATOMIC = 4096;

compare('a pipe', {
  'has two ends of one direction': (w) => {
    const [reader, writer] = w.pipe();
    return [w.kind(reader), w.kind(writer), w.write(reader, 'x'), w.read(writer), w.readInto(writer), w.writev(reader, ['x'])];
  },
  'is no socket, and does not block': (w) => {
    const [reader, writer] = w.pipe();
    const { sockets } = w.kernel;
    return [w.recv(reader), w.send(writer), w.name(reader), sockets.getblocking(reader), sockets.getblocking(writer)];
  },
  'carries bytes without borders': (w) => {
    const [reader, writer] = w.pipe();
    const written = [w.write(writer, 'hello'), w.write(writer, ' world', 1), w.writev(writer, ['one', 'two', '', 'three'], 2)];
    return [written, w.read(reader, 2), w.readInto(reader, 6), w.read(reader), w.read(reader)];
  },
  'is read and written nothing': (w) => {
    const [reader, writer] = w.pipe();
    const empty = [w.read(reader, 0), w.readInto(reader, 0), w.write(writer, ''), w.write(writer, 'x', 1), w.writev(writer, ['', ''])];
    w.write(writer, 'x');
    return [empty, w.read(reader, 0), w.read(reader)];
  },
  'takes an offset no further than there are bytes': (w) => {
    const [, writer] = w.pipe();
    return [w.write(writer, 'x', 2), w.writev(writer, ['x', 'yz'], 2), w.writev(writer, [])];
  },
  'is ready as it has bytes and room': (w) => {
    const [reader, writer] = w.pipe();
    const before = [w.ready(reader), w.ready(writer)];
    w.write(writer, 'x'.repeat(CAPACITY));
    const full = [w.ready(reader), w.ready(writer), w.write(writer, 'x'), w.write(writer, 'x'.repeat(ATOMIC + 1))];
    w.read(reader, ATOMIC);
    return [before, full, w.ready(reader), w.ready(writer), w.write(writer, 'x'.repeat(2 * ATOMIC)), w.ready(writer)];
  },
  'takes short writes whole or not at all': (w) => {
    const [, writer] = w.pipe();
    const almost = w.write(writer, 'x'.repeat(CAPACITY));
    return [almost, w.write(writer, 'x'.repeat(ATOMIC)), w.writev(writer, ['a', 'b'])];
  },
  'takes a list up to where there is room': (w) => {
    const [reader, writer] = w.pipe();
    const part = 'x'.repeat(40_000);
    return [w.writev(writer, [part, part]), w.writev(writer, [part, part]), (w.read(reader, 100_000) as string).length];
  },
  'takes 64 parts of a list at once': (w) => {
    const [reader, writer] = w.pipe();
    const parts = Array.from({ length: 70 }, (_, index) => `${index},`);
    return [w.writev(writer, parts), w.read(reader, 1000)];
  },
  'without a reader': (w) => {
    const [reader, writer] = w.pipe();
    w.write(writer, 'lost');
    w.close(reader);
    return [w.ready(writer), w.ready(writer, 1), w.write(writer, 'x'), w.write(writer, ''), w.writev(writer, ['x', 'y'])];
  },
  'without a writer': (w) => {
    const [reader, writer] = w.pipe();
    w.write(writer, 'rest');
    w.close(writer);
    return [w.ready(reader), w.read(reader, 2), w.read(reader), w.read(reader), w.readInto(reader), w.ready(reader)];
  },
});

compare('pipe calls', {
  'on what is not open': (w) => [
    w.kind(NEVER_OPEN),
    w.read(NEVER_OPEN),
    w.readInto(NEVER_OPEN),
    w.write(NEVER_OPEN, 'x'),
    w.writev(NEVER_OPEN, ['x']),
    w.kind(-1),
    w.read(-1),
    w.write(-1, 'x'),
  ],
  'on stream sockets': (w) => {
    const [left, right] = w.pair();
    const written = [w.kind(left), w.write(left, 'hello', 1), w.writev(left, ['a', 'b'])];
    const read = [w.read(right, 3), w.readInto(right), w.read(right)];
    w.close(left);
    return [written, read, w.read(right), w.write(right, 'x')];
  },
  'on datagram sockets keep borders, also those of a list': (w) => {
    const [left, right] = w.pair(SOCK_DGRAM);
    return [w.kind(left), w.write(left, 'one'), w.writev(left, ['t', 'wo']), w.read(right), w.read(right), w.read(right)];
  },
  'on sockets that are not connected': (w: World) => {
    const fd = w.socket();
    return [w.kind(fd), w.read(fd), w.write(fd, 'x')];
  },
});
