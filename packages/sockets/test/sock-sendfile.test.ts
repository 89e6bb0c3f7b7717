import { appendFile, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { socketpair } from '../src/index.ts';
import { bySystem, pattern, readOn, receiveAll, throughMemory, watched, withoutFiles, withSending } from './sock-sendfile-ways.ts';
import { turns, until } from './with-loop.ts';

const CONTENT = pattern(300_000);
const BIG = pattern(50 * 1024 * 1024);
/** More than a pair of sockets buffers. */
const MUCH = pattern(4 * 1024 * 1024);

describe.each([bySystem, throughMemory, withoutFiles])('sockSendfile $way', (way) => {
  test('sends a whole file', () =>
    withSending(
      CONTENT,
      async ({ loop, left, right, file }) => {
        const receiving = loop.createTask(() => receiveAll(loop, right));
        const transfer = loop.sockSendfile(left, file);
        expect(await transfer).toBe(CONTENT.length);
        expect(transfer.bytesSent).toBe(CONTENT.length);
        left.close();
        expect((await receiving).equals(CONTENT)).toBe(true);
      },
      way,
    ));

  test.each([
    [0, null],
    [0, 1],
    [1, 299_998],
    [150_000, null],
    [150_000, 100_000],
    [150_000, 1_000_000],
    [299_999, null],
    [300_000, null],
    [300_000, 1],
    [2 ** 40, null],
    [2 ** 40, 10],
  ])('sends from offset %d on, %j bytes', (offset, count) =>
    withSending(
      CONTENT,
      async ({ loop, left, right, file }) => {
        const receiving = loop.createTask(() => receiveAll(loop, right));
        const wanted = CONTENT.subarray(offset, count === null ? undefined : offset + count);
        expect(await loop.sockSendfile(left, file, { offset, count })).toBe(wanted.length);
        left.close();
        expect((await receiving).equals(wanted)).toBe(true);
      },
      way,
    ),
  );

  test('sends nothing of an empty file', () =>
    withSending(
      '',
      async ({ loop, left, right, file }) => {
        expect(await loop.sockSendfile(left, file)).toBe(0);
        left.close();
        expect((await receiveAll(loop, right)).length).toBe(0);
      },
      way,
    ));

  test('takes a descriptor for a file', () =>
    withSending(
      CONTENT,
      async ({ loop, left, right, file }) => {
        const receiving = loop.createTask(() => receiveAll(loop, right));
        await loop.sockSendfile(left, file.fd, { offset: 10, count: 10 });
        left.close();
        expect((await receiving).equals(CONTENT.subarray(10, 20))).toBe(true);
      },
      way,
    ));

  test('sends between what was sent before and what is sent afterwards', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const receiving = loop.createTask(() => receiveAll(loop, right));
        await loop.sockSendall(left, 'before');
        await loop.sockSendfile(left, file);
        await loop.sockSendall(left, 'after');
        left.close();
        expect((await receiving).equals(Buffer.concat([Buffer.from('before'), MUCH, Buffer.from('after')]))).toBe(true);
      },
      way,
    ));

  test('sends 50 MB to a slow reader, in order', () =>
    withSending(
      BIG,
      async ({ loop, left, right, file }) => {
        const sending = loop.sockSendfile(left, file);
        const buffer = Buffer.allocUnsafe(BIG.length);
        let received = 0;
        for (let pieces = 0; received < BIG.length; pieces++) {
          if (pieces % 16 === 0) await turns(2);
          received += await loop.sockRecvInto(right, buffer.subarray(received, received + 100_000));
        }
        expect(await sending).toBe(BIG.length);
        expect(buffer.equals(BIG)).toBe(true);
      },
      way,
    ));

  test('sends a file that grows meanwhile up to the end that it has then, but not beyond the count', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file, path }) => {
        const sending = loop.sockSendfile(left, file);
        const limited = MUCH.length + 3;
        await until(() => watched(loop) > 0);
        await appendFile(path, 'grown');
        const receiving = loop.createTask(() => receiveAll(loop, right));
        expect(await sending).toBe(MUCH.length + 5);
        expect(await loop.sockSendfile(left, file, { offset: MUCH.length - 10, count: 13 })).toBe(limited - MUCH.length + 10);
        left.close();
        expect((await receiving).subarray(MUCH.length).toString('latin1').startsWith('grown')).toBe(true);
      },
      way,
    ));

  test('ends with a file that shrinks meanwhile', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file, path }) => {
        const sending = loop.sockSendfile(left, file);
        await until(() => watched(loop) > 0);
        await truncate(path, MUCH.length / 2);
        const receiving = loop.createTask(() => receiveAll(loop, right));
        // A block that was read before the file shrank is still sent.
        const sent = await sending;
        expect(sent).toBeLessThan(MUCH.length);
        expect(sent).toBeGreaterThanOrEqual(MUCH.length / 2);
        left.close();
        expect((await receiving).equals(MUCH.subarray(0, sent))).toBe(true);
      },
      way,
    ));

  test('sends one file to many sockets at once', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const pairs = [[left, right] as const, ...Array.from({ length: 9 }, () => socketpair())];
        const received = pairs.map(([, to]) => loop.createTask(() => receiveAll(loop, to)));
        const sent = pairs.map(async ([from], i) => {
          const count = await loop.sockSendfile(from, file, { offset: i * 1000 });
          from.close();
          return count;
        });
        expect(await Promise.all(sent)).toEqual(pairs.map((_, i) => MUCH.length - i * 1000));
        const whole = await Promise.all(received);
        expect(whole.every((bytes, i) => bytes.equals(MUCH.subarray(i * 1000)))).toBe(true);
        for (const sock of pairs.flat()) sock.close();
      },
      way,
    ));
});

describe.each([bySystem, throughMemory])('the file sent $way', (way) => {
  test('stands behind what was sent, wherever it stood', () =>
    withSending(
      CONTENT,
      async ({ loop, left, right, file }) => {
        const receiving = loop.createTask(() => receiveAll(loop, right));
        await readOn(file);
        for (const [offset, count] of [
          [1000, 500],
          [200_000, 50_000],
          [0, 10],
        ] as const) {
          await loop.sockSendfile(left, file, { offset, count });
          expect((await readOn(file)).equals(CONTENT.subarray(offset + count))).toBe(true);
        }
        left.close();
        await receiving;
      },
      way,
    ));
});
