import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Protocol, Socket, UnixServerOptions } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { bound } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const { folder, freshPath } = unixFolder();
const make = (): Protocol => ({});

function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await turns(2);
    expect(openSockets()).toEqual(before);
  });
}

function boundTo(path: string): Socket {
  const sock = socket(constants.AF_UNIX, constants.SOCK_STREAM);
  sock.bind(path);
  return sock;
}

/** Connect, and wait until the server knows. */
async function reach(loop: TestLoop, path: string, served: Recorder): Promise<void> {
  const client = new Recorder();
  await loop.createUnixConnection(() => client, { path });
  client.transport?.write('hello');
  await until(() => served.text === 'hello');
  await finish(client, served);
}

describe('createUnixServer', () => {
  test('listens at a path and serves whoever connects', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      const server = await loop.createUnixServer(() => served, { path });
      expect(String(server)).toBe(`<Server serving ${path}>`);
      expect([server.isServing(), server.sockets[0]?.getsockname(), lstatSync(path).isSocket()]).toEqual([true, path, true]);
      const client = new Recorder();
      await loop.createUnixConnection(() => client, { path });
      await until(() => served.transport !== null);
      expect(client.transport?.getExtraInfo('peername')).toBe(path);
      expect(served.transport?.getExtraInfo('sockname')).toBe(path);
      await finish(client, served);
      await server[Symbol.asyncDispose]();
    }));

  test('with startServing false refuses clients until it serves', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      const server = await loop.createUnixServer(() => served, { path, startServing: false });
      expect(String(server)).toBe(`<Server bound ${path}>`);
      expect((await failureOf(() => loop.createUnixConnection(make, { path }))).code).toBe('ECONNREFUSED');
      await server.startServing();
      await reach(loop, path, served);
      await server[Symbol.asyncDispose]();
      expect(String(server)).toBe('<Server closed>');
    }));

  test('listens on a socket that it was given, makes it non-blocking and closes it', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      const sock = boundTo(path);
      sock.setblocking(true);
      const server = await loop.createUnixServer(() => served, { sock });
      expect([server.sockets, sock.getblocking()]).toEqual([[sock], false]);
      await reach(loop, path, served);
      await server[Symbol.asyncDispose]();
      expect([sock.fileno(), existsSync(path)]).toEqual([-1, false]);
    }));

  test('listens at an abstract name, which never is a file', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [`\0tsyncio-unix-server-${process.pid}`, new Recorder()];
      const server = await loop.createUnixServer(() => served, { path });
      await reach(loop, path, served);
      expect(await failureOf(() => loop.createUnixServer(make, { path }))).toMatchObject({ code: 'EADDRINUSE' });
      await server[Symbol.asyncDispose]();
    }));

  test('serves more clients at once than its backlog has room for', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const served: Recorder[] = [];
      const factory = (): Recorder => {
        served.push(new Recorder());
        return served.at(-1) as Recorder;
      };
      const server = await loop.createUnixServer(factory, { path, backlog: 1 });
      const clients: Recorder[] = [];
      while (clients.length < 20) {
        const client = new Recorder();
        try {
          await loop.createUnixConnection(() => client, { path });
          clients.push(client);
        } catch (error) {
          // Linux tells a client of a Unix socket that the queue is full.
          expect(error).toMatchObject({ code: 'EAGAIN' });
          await turns(1);
        }
      }
      await until(() => served.length === clients.length);
      await finish(...clients, ...served);
      await server[Symbol.asyncDispose]();
    }));
});

describe('the path', () => {
  test('of a socket that nobody has any more is taken over', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      boundTo(path).close();
      const server = await loop.createUnixServer(() => served, { path });
      await reach(loop, path, served);
      await server[Symbol.asyncDispose]();
    }));

  test.each([
    ['a regular file', (path: string) => writeFileSync(path, 'precious')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link that leads nowhere', (path: string) => symlinkSync('nowhere', path)],
  ])('of %s is in use, and left as it is: EADDRINUSE', (_what, create) =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      create(path);
      const error = await failureOf(() => loop.createUnixServer(make, { path }));
      expect(error).toMatchObject({ code: 'EADDRINUSE', syscall: 'bind', path });
      expect(error.message).toContain(path);
      expect(lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'precious').toBe('precious');
    }),
  );

  test('goes when the server closes', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const server = await loop.createUnixServer(make, { path });
      server.close();
      expect(existsSync(path)).toBe(false);
      server.close();
    }));

  test('goes when a server that never served closes, and when it cannot be served', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      (await loop.createUnixServer(make, { path, startServing: false })).close();
      expect(existsSync(path)).toBe(false);
      const sock = boundTo(path);
      const other = boundTo(freshPath());
      other.listen();
      await loop.sockConnect(sock, other.getsockname());
      expect(await failureOf(() => loop.createUnixServer(make, { sock }))).toMatchObject({ code: 'EINVAL', syscall: 'listen' });
      expect([sock.fileno(), existsSync(path)]).toEqual([-1, false]);
      other.close();
    }));

  test('stays with cleanupSocket false', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      for (const sock of [undefined, boundTo(freshPath())]) {
        const at = (sock?.getsockname() as string | undefined) ?? path;
        const server = await loop.createUnixServer(make, { ...(sock === undefined ? { path } : { sock }), cleanupSocket: false });
        server.close();
        expect(lstatSync(at).isSocket()).toBe(true);
      }
    }));

  test('stays when it is another file by then', () =>
    withNothingLeft(async (loop) => {
      const [path, moved] = [freshPath(), freshPath()];
      const server = await loop.createUnixServer(make, { path });
      renameSync(path, moved);
      writeFileSync(path, 'precious');
      server.close();
      expect([readFileSync(path, 'utf8'), lstatSync(moved).isSocket()]).toEqual(['precious', true]);
    }));

  test('stays when another server has it by then, which removes it in its turn', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      const first = await loop.createUnixServer(make, { path });
      const second = await loop.createUnixServer(() => served, { path });
      first.close();
      await reach(loop, path, served);
      await second[Symbol.asyncDispose]();
      expect(existsSync(path)).toBe(false);
    }));

  test('may be gone by then', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const server = await loop.createUnixServer(make, { path });
      rmSync(path);
      server.close();
    }));

  test('that cannot be looked at is reported, and binding fails by itself', () =>
    withLoop(async (loop, reports) => {
      const path = join(folder, 'a-file', 'below.sock');
      writeFileSync(join(folder, 'a-file'), '');
      expect(await failureOf(() => loop.createUnixServer(make, { path }))).toMatchObject({ code: 'ENOTDIR', syscall: 'bind', path });
      expect(reports.splice(0)).toMatchObject([
        { message: `Unable to check or remove the stale Unix socket '${path}'`, exception: { code: 'ENOTDIR', syscall: 'stat', path } },
      ]);
    }));

  test('in a folder that is not there: ENOENT', () =>
    withNothingLeft(async (loop) => {
      const path = join(folder, 'nowhere', 'x.sock');
      expect(await failureOf(() => loop.createUnixServer(make, { path }))).toMatchObject({ code: 'ENOENT', syscall: 'bind', path });
    }));

  test('that is too long: ENAMETOOLONG, and what to do', () =>
    withNothingLeft(async (loop) => {
      const path = join(folder, 'x'.repeat(200));
      const error = await failureOf(() => loop.createUnixServer(make, { path }));
      expect(error).toMatchObject({ code: 'ENAMETOOLONG', syscall: 'bind', path });
      expect(error.message).toMatch(new RegExp(`this one has ${path.length}: take a shorter`));
    }));
});

describe('refuses options that are wrong', () => {
  const cases: [string, unknown, RegExp][] = [
    ['none at all', undefined, /options object/],
    ['neither path nor sock', {}, /path was not specified, and no sock specified/],
    ['an empty path', { path: '' }, /path must not be empty/],
    ['a path with a zero in it', { path: '/tmp/a\0b' }, /zero/],
    ['a path that is bytes', { path: Buffer.from('/tmp/x') }, /path must be a string, got/],
    ['a path that is a URL', { path: pathToFileURL('/tmp/x') }, /path must be a string, got/],
    ['ssl: true', { path: '/tmp/x', ssl: true }, /ssl must be an object of TLS options/],
    ['a time for TLS without it', { path: '/tmp/x', sslHandshakeTimeout: 1 }, /sslHandshakeTimeout is only meaningful with ssl/],
    ['the other', { path: '/tmp/x', sslShutdownTimeout: 1 }, /sslShutdownTimeout is only meaningful with ssl/],
    ['a sock that is none', { sock: {} }, /sock must be a Unix stream socket/],
    ['a sock that is null', { sock: null }, /sock must be a Unix stream socket, got null/],
  ];

  test.each(cases)('%s', (_what, options, words) =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createUnixServer(make, options as UnixServerOptions));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(words);
    }),
  );

  test('a negative backlog', () =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createUnixServer(make, { path: freshPath(), backlog: -1 }));
      expect(error).toBeInstanceOf(RangeError);
    }));

  test('path beside sock, and sockets of another kind, which stay open', () =>
    withNothingLeft(async (loop) => {
      const unix = boundTo(freshPath());
      const both = await failureOf(() => loop.createUnixServer(make, { sock: unix, path: freshPath() }));
      expect(both.message).toBe('path and sock can not be specified at the same time');
      const datagram = socket(constants.AF_UNIX, constants.SOCK_DGRAM);
      const [inet] = bound();
      for (const sock of [datagram, inet]) {
        const error = await failureOf(() => loop.createUnixServer(make, { sock }));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/a Unix stream socket was expected/);
      }
      for (const sock of [unix, datagram, inet]) {
        expect(sock.fileno()).toBeGreaterThan(0);
        sock.close();
      }
    }));

  test('a socket that a server or a transport has', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createUnixServer(make, { path: freshPath() });
      const [sock] = server.sockets as [Socket];
      expect(await failureOf(() => loop.createUnixServer(make, { sock }))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      expect(await failureOf(() => loop.createUnixConnection(make, { sock }))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      expect(() => sock.close()).toThrow(/close the server/);
      server.close();
      expect(sock.fileno()).toBe(-1);
    }));
});
