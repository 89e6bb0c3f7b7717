import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Socket as NetSocket, connect as netConnect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { constants, socket, socketpair } from '../src/index.ts';
import { closeAll } from './descriptors.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

const { AF_UNIX = 0, SOCK_STREAM = 0 } = constants;
const GIVER = fileURLToPath(new URL('programs/give-descriptors.py', import.meta.url));

interface Given {
  readonly pipe: number;
  readonly eventfd: number;
  readonly timerfd: number;
  readonly inotify: number;
  readonly pidfd: number;
  readonly leader: number;
  readonly terminal: number;
  readonly signalfd: number;
  /** Make one of them ready; resolves when it was done. */
  make(what: string): Promise<void>;
}

/** Descriptors that a program made, which are closed at the end. */
function withGiven(body: (loop: TestLoop, given: Given) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const folder = mkdtempSync(join(tmpdir(), 'tsyncio-pollable-'));
    const name = `tsyncio-giver-${process.pid}-${folder.slice(-6)}`;
    const server = socket(AF_UNIX, SOCK_STREAM);
    server.bind(`\0${name}`);
    server.listen();
    const child = spawn('python3', [GIVER, name, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    try {
      const [accepted] = await loop.sockAccept(server);
      const { fds } = await loop.sockRecvmsg(accepted, 10);
      accepted.close();
      try {
        const [pipe, eventfd, timerfd, inotify, pidfd, leader, terminal, signalfd] = fds as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        await body(loop, { pipe, eventfd, timerfd, inotify, pidfd, leader, terminal, signalfd, make: (what) => order(child, what) });
      } finally {
        closeAll(fds);
      }
    } finally {
      server.close();
      child.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true });
    }
  });
}

async function order(child: ChildProcess, what: string): Promise<void> {
  const answered = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  child.stdin?.write(`${what}\n`);
  await answered;
}

describe('a reader of', () => {
  test.each([
    ['a pipe', 'pipe'],
    ['an eventfd', 'eventfd'],
    ['a timerfd', 'timerfd'],
    ['an inotify instance', 'inotify'],
    ['a pidfd', 'pidfd'],
    ['the leading side of a terminal', 'leader'],
    ['a terminal', 'terminal'],
  ] as const)('%s is called when it is ready, and not before', (_name, kind) =>
    withGiven(async (loop, given) => {
      let called = 0;
      loop.addReader(given[kind], () => {
        called++;
      });
      await turns(5);
      expect(called).toBe(0);
      await given.make(kind);
      await until(() => called > 0);
      expect(loop.removeReader(given[kind])).toBe(true);
    }),
  );

  test('a signalfd is called when this process has the signal pending', () =>
    withGiven(async (loop, { signalfd }) => {
      // SIGUSR1 is not blocked here: nothing is ever pending. It can be watched, which is what is asked.
      const handle = loop.addReader(signalfd, () => {});
      await turns(3);
      expect(handle.cancelled()).toBe(false);
      loop.removeReader(signalfd);
    }));

  test('a pipe is called at its end', () =>
    withGiven(async (loop, { pipe, make }) => {
      let end = false;
      loop.addReader(pipe, () => {
        end = readSync(pipe, Buffer.alloc(10)) === 0;
        if (end) loop.removeReader(pipe);
      });
      await make('pipe-end');
      await until(() => end);
    }));

  test('an eventfd can write too: both directions at once', () =>
    withGiven(async (loop, { eventfd, make }) => {
      const called: string[] = [];
      loop.addWriter(eventfd, () => {
        called.push('write');
        loop.removeWriter(eventfd);
      });
      loop.addReader(eventfd, () => {
        called.push('read');
        loop.removeReader(eventfd);
      });
      await until(() => called.includes('write'));
      await make('eventfd');
      await until(() => called.includes('read'));
      expect(called).toEqual(['write', 'read']);
    }));
});

describe('a character device', () => {
  test.each(['/dev/null', '/dev/zero'])('%s is always ready, or refused in words where the system cannot poll it', (path) =>
    withLoop(async (loop) => {
      const fd = openSync(path, 'r+');
      let called = 0;
      try {
        loop.addReader(fd, () => called++);
        await turns(3);
        expect(called).toBeGreaterThan(0);
        loop.removeReader(fd);
      } catch (error) {
        expect(error).toMatchObject({ code: 'EPERM', message: expect.stringContaining(`descriptor ${fd} cannot be watched`) });
      }
      closeSync(fd);
    }),
  );
});

test('a regular file is refused in words, and nothing is watched', () =>
  withLoop(async (loop) => {
    const fd = openSync(GIVER, 'r');
    for (const add of [() => loop.addReader(fd, () => {}), () => loop.addWriter(fd, () => {})])
      expect(add).toThrow(expect.objectContaining({ code: 'EPERM', message: expect.stringMatching(/regular file/) }));
    expect(stateOf(loop).readiness.size).toBe(0);
    closeSync(fd);
  }));

test('a closed descriptor is refused in words', () =>
  withLoop(async (loop) => {
    expect(() => loop.addReader(2 ** 30, () => {})).toThrow(
      expect.objectContaining({ code: 'EBADF', message: expect.stringMatching(/is not open/) }),
    );
  }));

test('a FIFO is watched in both directions by two numbers', () =>
  withLoop(async (loop) => {
    const folder = mkdtempSync(join(tmpdir(), 'tsyncio-fifo-'));
    const path = join(folder, 'fifo');
    const made = spawn('mkfifo', [path]);
    await once(made, 'close');
    const fd = openSync(path, 'r+');
    const events: string[] = [];
    loop.addWriter(fd, () => {
      events.push('write');
      loop.removeWriter(fd);
      writeSync(fd, 'x');
    });
    loop.addReader(fd, () => {
      events.push(`read ${readSync(fd, Buffer.alloc(10))}`);
      loop.removeReader(fd);
    });
    await until(() => events.length === 2);
    expect(events).toEqual(['write', 'read 1']);
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }));

test("a net.Socket's descriptor is watched beside Node's own loop", () =>
  withLoop(async (loop) => {
    const server: Server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client: NetSocket = netConnect(port, '127.0.0.1');
    const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[NetSocket], unknown];
    const { fd } = (accepted as unknown as { _handle: { fd: number } })._handle;
    let called = 0;
    loop.addReader(fd, () => {
      called++;
      loop.removeReader(fd);
    });
    const received = once(accepted, 'data');
    client.write('for both');
    await until(() => called > 0);
    expect(String((await received)[0])).toBe('for both');
    const closed = [once(client, 'close'), once(accepted, 'close'), once(server, 'close')];
    client.destroy();
    accepted.destroy();
    server.close();
    await Promise.all(closed);
  }));

test('two numbers of one open file are watched apart', () =>
  withPair(async (loop, left, right) => {
    const [near, far] = socketpair();
    left.sendmsg(['x'], { fds: [near.fileno()] });
    const [twin] = right.recvmsg(1).fds as [number];
    const called: string[] = [];
    loop.addReader(near, () => {
      called.push('first');
      loop.removeReader(near);
    });
    loop.addReader(twin, () => {
      called.push('second');
      loop.removeReader(twin);
    });
    far.send('x');
    await until(() => called.length === 2);
    expect(called.sort()).toEqual(['first', 'second']);
    closeSync(twin);
    near.close();
    far.close();
  }));

test('a number that was closed behind the back of the loop while its file lives on is not told of', () =>
  withPair(async (loop, left, right) => {
    const [near, far] = socketpair();
    left.sendmsg(['x'], { fds: [near.fileno()] });
    const fd = near.detach();
    let called = 0;
    loop.addReader(fd, () => called++);
    closeSync(fd);
    far.send('x');
    const [reused, other] = socketpair();
    expect([reused.fileno(), other.fileno()]).toContain(fd);
    await turns(3);
    loop.removeReader(fd);
    const before = called;
    await turns(5);
    expect(called).toBe(before);
    let later = 0;
    loop.addReader(fd, () => later++);
    await turns(5);
    expect(later, 'the new file of that number is not ready').toBe(0);
    (reused.fileno() === fd ? other : reused).send('x');
    await until(() => later > 0);
    loop.removeReader(fd);
    closeAll(right.recvmsg(1).fds);
    for (const sock of [far, reused, other]) sock.close();
  }));
