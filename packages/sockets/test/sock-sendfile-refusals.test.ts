import { spawnSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { createLoop, type FileLike, SendfileNotAvailableError, type Socket } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket, sockets } from '../src/index.ts';
import { kernel } from './listening.ts';
import { bySystem, readOn, receiveAll, throughMemory, withFile, withoutFiles, withSending } from './sock-sendfile-ways.ts';

describe.each([bySystem, throughMemory, withoutFiles])('sockSendfile $way refuses', (way) => {
  const refused = (body: Parameters<typeof withSending>[1]) =>
    withSending(
      'content',
      async (given) => {
        await body(given);
        expect(String(await readOn(given.file)), 'what the file gives then').toBe('content');
        given.left.close();
        expect((await receiveAll(given.loop, given.right)).length, 'bytes sent').toBe(0);
      },
      way,
    );

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('an offset of %d', (offset) =>
    refused(async ({ loop, left, file }) => {
      expect(await failureOf(() => loop.sockSendfile(left, file, { offset }))).toMatchObject({
        name: 'RangeError',
        message: expect.stringContaining('offset must be a non-negative integer'),
      });
    }),
  );

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a count of %d', (count) =>
    refused(async ({ loop, left, file }) => {
      expect(await failureOf(() => loop.sockSendfile(left, file, { count }))).toMatchObject({
        name: 'RangeError',
        message: expect.stringContaining('count must be a positive integer'),
      });
    }),
  );

  test('what is no number, with a TypeError', () =>
    refused(async ({ loop, left, file }) => {
      for (const value of ['1', true, 1n, {}] as unknown as number[]) {
        expect(await failureOf(() => loop.sockSendfile(left, file, { count: value })), String(value)).toBeInstanceOf(TypeError);
        expect(await failureOf(() => loop.sockSendfile(left, file, { offset: value })), String(value)).toBeInstanceOf(TypeError);
      }
    }));

  test('what is no open file, text and memory among it, with a TypeError or a RangeError', () =>
    refused(async ({ loop, left }) => {
      for (const file of ['text', Buffer.from('bytes'), {}, null, undefined, true, 5n])
        expect(await failureOf(() => loop.sockSendfile(left, file as unknown as FileLike)), String(file)).toBeInstanceOf(TypeError);
      for (const file of [-1, 1.5, Number.NaN])
        expect(await failureOf(() => loop.sockSendfile(left, file)), String(file)).toBeInstanceOf(RangeError);
    }));

  test('a descriptor that is not open: EBADF', () =>
    refused(async ({ loop, left }) => {
      expect(await failureOf(() => loop.sockSendfile(left, 2 ** 30))).toMatchObject({ code: 'EBADF' });
    }));

  test('a file that is closed', () =>
    refused(async ({ loop, left, path }) => {
      const closed = await open(path, 'r');
      await closed.close();
      expect(await failureOf(() => loop.sockSendfile(left, closed))).toBeInstanceOf(RangeError);
    }));

  test('a datagram socket', () =>
    refused(async ({ loop, file }) => {
      using datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
      expect(await failureOf(() => loop.sockSendfile(datagram, file))).toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining('only a stream socket'),
      });
    }));

  test('a socket that blocks, in debug mode', () =>
    refused(async ({ loop, left, file }) => {
      loop.setDebug(true);
      left.setblocking(true);
      expect(await failureOf(() => loop.sockSendfile(left, file))).toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining('must be non-blocking'),
      });
      left.setblocking(false);
    }));

  test('the socket of a transport: ERR_FD_IN_USE', () =>
    refused(async ({ loop, left, file }) => {
      stateOf(loop).readiness.own(left.fileno(), true);
      expect(await failureOf(() => loop.sockSendfile(left, file))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      stateOf(loop).readiness.own(left.fileno(), false);
    }));

  test('a socket that is closed', () =>
    refused(async ({ loop, file }) => {
      const closed = socket();
      closed.close();
      expect(await failureOf(() => loop.sockSendfile(closed, file))).toBeInstanceOf(Error);
    }));

  test('a socket that is not connected', () =>
    refused(async ({ loop, file }) => {
      using lonely = socket();
      expect((await failureOf(() => loop.sockSendfile(lonely, file))).code).toMatch(/^(EPIPE|ENOTCONN)$/);
    }));
});

test.each([bySystem, throughMemory])('a closed loop sends no file $way: ERR_LOOP_CLOSED', ({ kernel: make }) =>
  withFile('content', async (file) => {
    const loop = createLoop([sockets()], make());
    using sock = socket(undefined, undefined, undefined, { kernel }) as Socket;
    loop.close();
    const transfer = loop.sockSendfile(sock, file);
    expect(transfer.done()).toBe(true);
    expect(transfer.exception()).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
  }),
);

describe('a FIFO', () => {
  /** Both ends of a new FIFO. */
  async function fifo(beside: string): Promise<readonly [Awaited<ReturnType<typeof open>>, Awaited<ReturnType<typeof open>>]> {
    const name = `${beside}.fifo`;
    const { status, stderr } = spawnSync('mkfifo', [name], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`mkfifo failed: ${stderr}`);
    const ends = await Promise.all([open(name, 'r'), open(name, 'w')]);
    await rm(name);
    return ends;
  }

  test.each([bySystem, withoutFiles])('is sent through memory $way, as it comes, up to its end', (way) =>
    withSending(
      '',
      async ({ loop, left, right, path }) => {
        const [reading, writing] = await fifo(path);
        const transfer = loop.sockSendfile(left, reading);
        for (const part of ['first', 'second']) {
          await writing.write(part);
          expect(String(await loop.sockRecv(right, 100))).toBe(part);
        }
        await writing.close();
        expect(await transfer).toBe(11);
        await reading.close();
      },
      way,
    ),
  );

  test('is sent no further than the count', () =>
    withSending('', async ({ loop, left, right, path }) => {
      const [reading, writing] = await fifo(path);
      await writing.write('0123456789');
      expect(await loop.sockSendfile(left, reading, { count: 4 })).toBe(4);
      expect(await loop.sockSendfile(left, reading, { count: 6 })).toBe(6);
      expect(String(await loop.sockRecv(right, 100))).toBe('0123456789');
      for (const end of [reading, writing]) await end.close();
    }));

  test('is refused without a fallback, and with an offset: ESPIPE', () =>
    withSending('', async ({ loop, left, right, path }) => {
      const [reading, writing] = await fifo(path);
      await writing.write('stays');
      expect(await failureOf(() => loop.sockSendfile(left, reading, { fallback: false }))).toMatchObject({
        name: SendfileNotAvailableError.name,
        message: expect.stringContaining('no regular file'),
      });
      expect(await failureOf(() => loop.sockSendfile(left, reading, { offset: 1 }))).toMatchObject({ code: 'ESPIPE' });
      await writing.close();
      expect(await loop.sockSendfile(left, reading)).toBe(5);
      expect(String(await loop.sockRecv(right, 100))).toBe('stays');
      await reading.close();
    }));
});
