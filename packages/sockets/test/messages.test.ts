import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Socket } from '@tsyncio/core';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket, socketpair } from '../src/index.ts';
import { collectUntil } from './collect.ts';
import { closeAll, isCloseOnExec, isOpen, isSameFile, openDescriptors } from './descriptors.ts';
import { fill, kernel } from './listening.ts';
import { turns, until, withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

const { AF_INET = 0, AF_UNIX = 0, SOCK_DGRAM = 0, SOCK_STREAM = 0, SOCK_SEQPACKET = 0 } = constants;
const { MSG_TRUNC = 0, MSG_CTRUNC = 0, MSG_PEEK = 0, SOL_SOCKET = 0, SO_SNDBUF = 0 } = constants;
const made: Socket[] = [];

afterEach(() => {
  for (const sock of made.splice(0)) sock.close();
});

function pairOf(type: number = SOCK_STREAM): readonly [Socket, Socket] {
  const pair = socketpair(AF_UNIX, type, 0, { kernel });
  made.push(...pair);
  return pair;
}

/** A descriptor of some file, closed by the test. */
const someFile = (): number => openSync('/dev/null', 'r');

describe('one message of several buffers', () => {
  test.each([
    ['stream', SOCK_STREAM],
    ['datagram', SOCK_DGRAM],
    ['seqpacket', SOCK_SEQPACKET],
  ])('arrives as one, over a %s socket', (_name, type) => {
    const [left, right] = pairOf(type);
    expect(left.sendmsg(['one ', Buffer.from('two '), new Uint8Array([33])])).toBe(9);
    const message = right.recvmsg(100);
    expect(message).toEqual({ data: Buffer.from('one two !'), fds: [], address: '', flags: 0 });
  });

  test('may be many: as many as the system takes in one call', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    const parts = Array.from({ length: 1000 }, (_, i) => String(i % 10));
    expect(left.sendmsg(parts)).toBe(1000);
    expect(String(right.recvmsg(2000).data)).toBe(parts.join(''));
    expect(() => left.sendmsg(Array.from({ length: 5000 }, () => 'x'))).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }));
  });

  test('is received into several, one after the other', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    left.send('abcdefgh');
    const parts = [Buffer.alloc(3), Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(10, '.')];
    expect(right.recvmsgInto(parts)).toMatchObject({ nbytes: 8, fds: [], flags: 0 });
    expect(parts.map(String)).toEqual(['abc', '', 'def', 'gh........']);
  });

  test('goes to an address, which the receiver is told', () => {
    const [left, right] = [socket(AF_UNIX, SOCK_DGRAM, 0, { kernel }), socket(AF_UNIX, SOCK_DGRAM, 0, { kernel })];
    made.push(left, right);
    left.bind(`\0tsyncio-${process.pid}-left`);
    right.bind(`\0tsyncio-${process.pid}-right`);
    left.sendmsg(['x'], { address: right.getsockname() });
    expect(right.recvmsg(1).address).toBe(left.getsockname());
  });

  test('of nothing is an empty datagram', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    expect(left.sendmsg([])).toBe(0);
    expect(right.recvmsg(10).data.length).toBe(0);
  });

  test('says that it was longer than the room for it', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    left.send('long');
    expect(right.recvmsg(2)).toMatchObject({ data: Buffer.from('lo'), flags: MSG_TRUNC });
  });

  test('that is only looked at stays', () => {
    const [left, right] = pairOf();
    left.send('still here');
    expect(String(right.recvmsg(100, { flags: MSG_PEEK }).data)).toBe('still here');
    expect(String(right.recv(100))).toBe('still here');
  });

  test('of more than 64 KiB arrives whole, however it is received', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    left.setsockopt(SOL_SOCKET, SO_SNDBUF, 1 << 20);
    const long = Buffer.alloc(150_000, 'ab');
    for (const receive of [
      () => right.recv(200_000),
      () => right.recvfrom(200_000)[0],
      () => right.recvmsg(200_000).data,
      () => right.recv(150_000),
    ]) {
      left.send(long);
      expect(receive().equals(long)).toBe(true);
    }
  });

  test.each([
    ['a string', 'abc', TypeError, 'a list of buffers, got string'],
    ['one buffer', Buffer.from('abc'), TypeError, 'got one: put it into [ ]'],
    ['a number in it', [1], TypeError, 'got number'],
    ['nothing', undefined, TypeError, 'got undefined'],
  ])('%s is refused', (_name, buffers, type, words) => {
    const [left] = pairOf();
    const call = (): unknown => left.sendmsg(buffers as Iterable<string>);
    expect(call).toThrow(type);
    expect(call).toThrow(words);
  });
});

describe('descriptors that go with a message', () => {
  test.each([
    ['stream', SOCK_STREAM],
    ['datagram', SOCK_DGRAM],
    ['seqpacket', SOCK_SEQPACKET],
  ])('arrive as new ones of the same file, close-on-exec, over a %s socket', (_name, type) => {
    const [left, right] = pairOf(type);
    const file = someFile();
    left.sendmsg(['take this'], { fds: [file, file] });
    const { data, fds } = right.recvmsg(100);
    expect(String(data)).toBe('take this');
    expect(fds).toHaveLength(2);
    for (const fd of fds) {
      expect(fd).not.toBe(file);
      expect(isSameFile(fd, file)).toBe(true);
      expect(isCloseOnExec(fd)).toBe(true);
    }
    closeAll([file, ...fds]);
  });

  test('stay open at the sender', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    closeAll(right.recvmsg(1).fds);
    expect(isOpen(file)).toBe(true);
    closeSync(file);
  });

  test('can be a socket, which is then adopted', () => {
    const [left, right] = pairOf();
    const [near, far] = pairOf();
    left.sendmsg(['x'], { fds: [far.fileno()] });
    const [fd] = right.recvmsg(1).fds;
    const adopted = socket(undefined, undefined, undefined, { fd, kernel });
    made.push(adopted);
    expect([adopted.family, adopted.type]).toEqual([AF_UNIX, SOCK_STREAM]);
    far.close();
    near.send('through the other number');
    expect(String(adopted.recv(100))).toBe('through the other number');
  });

  test('are not bytes of a file: a message may be nothing but descriptors when it is a datagram', () => {
    const [left, right] = pairOf(SOCK_DGRAM);
    const file = someFile();
    left.sendmsg([], { fds: [file] });
    const { data, fds } = right.recvmsg(10);
    expect(data.length).toBe(0);
    expect(fds).toHaveLength(1);
    closeAll([file, ...fds]);
  });

  test.each([0, 1, 2, 3])('beyond maxFds, here %i, are closed and the flags say so', (maxFds) => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file, file, file] });
    const before = openDescriptors();
    const { fds, flags } = right.recvmsg(1, { maxFds });
    expect(fds).toHaveLength(maxFds);
    expect(flags & MSG_CTRUNC).toBe(maxFds < 3 ? MSG_CTRUNC : 0);
    closeAll([...fds]);
    expect(openDescriptors()).toEqual(before);
    closeSync(file);
  });

  test('beyond maxFds are told to the exception handler of the running loop', () =>
    withLoop(async (_loop, reports) => {
      const [left, right] = pairOf();
      const file = someFile();
      left.sendmsg(['x'], { fds: [file, file] });
      right.recvmsg(1, { maxFds: 0 });
      expect(reports.splice(0)).toEqual([{ message: expect.stringContaining('maxFds (0)'), socket: right }]);
      closeSync(file);
    }));

  test('are closed by the system when a message is received without asking for them', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    const before = openDescriptors();
    right.recv(1);
    expect(openDescriptors()).toEqual(before);
    closeSync(file);
  });

  test('that are still on their way go with the socket', () => {
    const before = openDescriptors();
    const [left, right] = socketpair(AF_UNIX, SOCK_STREAM, 0, { kernel });
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    closeSync(file);
    left.close();
    right.close();
    expect(openDescriptors()).toEqual(before);
  });

  test('that are not open are refused, and nothing is sent', () => {
    const [left, right] = pairOf();
    expect(() => left.sendmsg(['x'], { fds: [2 ** 30] })).toThrow(
      expect.objectContaining({ code: 'EBADF', syscall: 'sendmsg', message: expect.stringContaining('one of fds is not open') }),
    );
    expect(() => left.sendmsg(['x'], { fds: [-1] })).toThrow(RangeError);
    expect(() => left.sendmsg(['x'], { fds: [1.5] })).toThrow(RangeError);
    expect(() => left.sendmsg(['x'], { fds: '0' as unknown as number[] })).toThrow(TypeError);
    expect(() => right.recv(1)).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
  });

  test('more than the system lets through with one message are refused', () => {
    const [left] = pairOf();
    const file = someFile();
    expect(() => left.sendmsg(['x'], { fds: Array.from({ length: 254 }, () => file) })).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    );
    closeSync(file);
  });

  test('up to what the system lets through arrive, in order', () => {
    const [left, right] = pairOf();
    const files = [openSync('/dev/null', 'r'), openSync('/dev/zero', 'r')] as const;
    const sent = Array.from({ length: 253 }, (_, i) => files[i % 2] as number);
    left.sendmsg(['x'], { fds: sent });
    const { fds } = right.recvmsg(1);
    expect(fds).toHaveLength(253);
    expect(fds.every((fd, i) => isSameFile(fd, sent[i] as number))).toBe(true);
    closeAll([...files, ...fds]);
  });

  test('do not mix the messages of a stream', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.send('before ');
    left.sendmsg(['with'], { fds: [file] });
    left.send(' after');
    const received: [string, number][] = [];
    for (let got = ''; got.length < 'before with after'.length; ) {
      const { data, fds } = right.recvmsg(100);
      got += data;
      received.push([String(data), fds.length]);
      closeAll(fds);
    }
    expect(received.map(([text]) => text).join('')).toBe('before with after');
    expect(received.filter(([, count]) => count > 0)).toHaveLength(1);
    closeSync(file);
  });

  test('cannot go over a socket of another family, nor without a byte of a stream', () => {
    const sock = socket(AF_INET, SOCK_DGRAM, 0, { kernel });
    made.push(sock);
    const [left] = pairOf();
    expect(() => sock.sendmsg(['x'], { fds: [0] })).toThrow('only a Unix socket can send descriptors');
    expect(() => left.sendmsg([], { fds: [0] })).toThrow('with a byte at least');
  });

  test('come from a list without holes: nothing else is ever sent', () => {
    const [left, right] = pairOf();
    class Odd extends Array<number> {
      override map(): never[] {
        return [];
      }
    }
    expect(() => left.sendmsg(['x'], { fds: new Array<number>(2) })).toThrow(RangeError);
    expect(() => left.sendmsg(['x'], { fds: Odd.from([-1]) })).toThrow(RangeError);
    expect(() => right.recvmsg(1)).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
  });
});

describe('received descriptors', () => {
  test('are handed over once: a second look gives the same numbers', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    const message = right.recvmsg(1);
    expect(message.fds).toBe(message.fds);
    closeAll([file, ...message.fds]);
  });

  test('are closed when the message is disposed of unread', () => {
    const [left, right] = pairOf();
    const file = someFile();
    const before = openDescriptors();
    left.sendmsg(['x'], { fds: [file, file] });
    {
      using message = right.recvmsg(1);
      expect(openDescriptors()).toHaveLength(before.length + 2);
      expect(String(message.data)).toBe('x');
    }
    expect(openDescriptors()).toEqual(before);
    closeSync(file);
  });

  test('stay open when they were taken before', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    let taken: number[];
    {
      using message = right.recvmsg(1);
      taken = message.fds;
    }
    expect(taken.every(isOpen)).toBe(true);
    closeAll([file, ...taken]);
  });

  test('of a message that was disposed of are none', () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    const message = right.recvmsg(1);
    message[Symbol.dispose]();
    expect(message.fds).toEqual([]);
    closeSync(file);
  });

  test('that nobody took are closed when the message is collected, and the exception handler is told', () =>
    withLoop(async (_loop, reports) => {
      const [left, right] = pairOf();
      const file = someFile();
      const before = openDescriptors();
      left.sendmsg(['x'], { fds: [file] });
      (() => void right.recvmsg(1))();
      expect(openDescriptors()).toHaveLength(before.length + 1);
      await collectUntil(() => reports.length > 0);
      expect(openDescriptors()).toEqual(before);
      expect(reports.splice(0)).toEqual([{ message: expect.stringContaining('never taken'), descriptors: [expect.any(Number)] }]);
      closeSync(file);
    }));

  test('that nobody took outside a loop are closed with a warning', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', listen);
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    (() => void right.recvmsg(1))();
    await collectUntil(() => warnings.some((text) => text.includes('never taken')));
    process.off('warning', listen);
    closeSync(file);
  });

  test('that were taken are not closed when the message is collected', async () => {
    const [left, right] = pairOf();
    const file = someFile();
    left.sendmsg(['x'], { fds: [file] });
    const fds = (() => right.recvmsg(1).fds)();
    let collected = 0;
    // What is collected after the message: one more round of it.
    const canaries = new FinalizationRegistry(() => collected++);
    const makeCanary = (): void => canaries.register({}, undefined);
    for (let round = 1; round <= 3; round++) {
      makeCanary();
      await collectUntil(() => collected === round);
    }
    expect(fds.every(isOpen)).toBe(true);
    closeAll([file, ...fds]);
  });
});

describe('sockSendmsg and sockRecvmsg', () => {
  test('wait for a message, and bring its descriptors', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecvmsg(right, 100);
      await turns(3);
      expect(received.done()).toBe(false);
      const file = someFile();
      expect(await loop.sockSendmsg(left, ['a', 'b'], { fds: [file] })).toBe(2);
      const { data, fds } = await received;
      expect(String(data)).toBe('ab');
      expect(isSameFile(fds[0] as number, file)).toBe(true);
      closeAll([file, ...fds]);
    }));

  test('wait for room', () =>
    withPair(async (loop, left, right) => {
      fill(left);
      const sent = loop.sockSendmsg(left, ['late'].values());
      await turns(3);
      expect(sent.done()).toBe(false);
      while (!sent.done()) {
        await loop.sockRecv(right, 65_536);
        await turns(1);
      }
      expect(await sent).toBe(4);
    }));

  test('cancelled, leave message and descriptors in the socket', () =>
    withPair(async (loop, left, right) => {
      const received = loop.sockRecvmsg(right, 100);
      await turns(1);
      received.cancel();
      const before = openDescriptors();
      const file = someFile();
      left.sendmsg(['x'], { fds: [file] });
      await turns(3);
      const { fds } = await loop.sockRecvmsg(right, 100);
      expect(fds).toHaveLength(1);
      closeAll([file, ...fds]);
      expect(openDescriptors()).toEqual(before);
    }));

  test('a message whose task was cancelled before it woke is closed and told', () =>
    withPair(async (loop, left, right) => {
      const reports: string[] = [];
      loop.setExceptionHandler((_loop, { message }) => void reports.push(message));
      const file = someFile();
      const before = openDescriptors();
      let received: { done(): boolean } | null = null;
      const task = loop.createTask(async () => {
        const waiting = loop.sockRecvmsg(right, 1);
        received = waiting;
        return (await waiting).data.length;
      });
      await turns(2);
      left.sendmsg(['x'], { fds: [file] });
      loop.addReader(left, () => {});
      await until(() => {
        if (received?.done() !== true) return false;
        task.cancel();
        return true;
      });
      await failureOf(() => task);
      received = null;
      loop.removeReader(left);
      if (!task.cancelled()) throw new Error('the task was not cancelled in time');
      await collectUntil(() => reports.length > 0);
      expect(reports).toEqual([expect.stringContaining('never taken')]);
      expect(openDescriptors()).toEqual(before);
      closeSync(file);
    }));

  test('a pipe that was passed is read by its new number', () =>
    withPair(async (loop, left, right) => {
      const zero = openSync('/dev/zero', 'r');
      await loop.sockSendmsg(left, ['x'], { fds: [zero] });
      const { fds } = await loop.sockRecvmsg(right, 1);
      const into = Buffer.alloc(4, 1);
      readSync(fds[0] as number, into);
      expect(into.every((byte) => byte === 0)).toBe(true);
      expect(() => writeSync(fds[0] as number, 'x')).toThrow(expect.objectContaining({ code: 'EBADF' }));
      closeAll([zero, ...fds]);
    }));
});

describe('what is asked for is checked', () => {
  test('maxFds', () => {
    const [, right] = pairOf();
    for (const maxFds of [-1, 1.5, Number.NaN, '1' as unknown as number]) expect(() => right.recvmsg(1, { maxFds })).toThrow(RangeError);
  });

  test('nbytes and buffers', () => {
    const [, right] = pairOf();
    expect(() => right.recvmsg(-1)).toThrow(RangeError);
    expect(() => right.recvmsgInto(['x' as unknown as Uint8Array])).toThrow(TypeError);
  });

  test('a closed socket', () => {
    const [left] = pairOf();
    left.close();
    expect(() => left.sendmsg(['x'])).toThrow(expect.objectContaining({ code: 'EBADF' }));
    expect(() => left.recvmsg(1)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });
});
