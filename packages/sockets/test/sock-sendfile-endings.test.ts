import { readdirSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { CancelledError, type FileTransfer, type InetAddress, SendfileNotAvailableError, type Socket } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket } from '../src/index.ts';
import { fill, listening } from './listening.ts';
import {
  bySystem,
  kernelWith,
  pattern,
  readOn,
  receiveAll,
  throughMemory,
  watched,
  withoutFiles,
  withSending,
} from './sock-sendfile-ways.ts';
import { type TestLoop, turns, until } from './with-loop.ts';

/** More than two sockets buffer. */
const MUCH = pattern(16 * 1024 * 1024);

/** What a read goes on with is what comes behind what was sent. */
async function expectBehind(file: FileHandle, { bytesSent }: FileTransfer, offset = 0): Promise<void> {
  expect((await readOn(file)).equals(MUCH.subarray(offset + bytesSent))).toBe(true);
}

async function connected(loop: TestLoop): Promise<readonly [Socket, Socket]> {
  const [listener, address] = listening();
  const client = socket();
  await loop.sockConnect(client, address as InetAddress);
  const [peer] = await loop.sockAccept(listener);
  listener.close();
  return [client, peer];
}

/** It has sent what the system takes and waits for the peer to read. */
async function untilStuck(loop: TestLoop, transfer: FileTransfer): Promise<void> {
  await until(() => transfer.bytesSent > 0 && watched(loop) > 0);
}

describe.each([bySystem, throughMemory])('a transfer $way', (way) => {
  test('that the peer resets fails, with the file behind what was sent', () =>
    withSending(
      MUCH,
      async ({ loop, file }) => {
        const [client, peer] = await connected(loop);
        const transfer = loop.sockSendfile(client, file, { offset: 1000 });
        await untilStuck(loop, transfer);
        peer.setsockopt(constants.SOL_SOCKET as number, constants.SO_LINGER as number, Buffer.from(Int32Array.of(1, 0).buffer));
        peer.close();
        expect((await failureOf(() => transfer)).code).toMatch(/^(ECONNRESET|EPIPE)$/);
        expect(transfer.bytesSent).toBeGreaterThan(0);
        await expectBehind(file, transfer, 1000);
        client.close();
      },
      way,
    ));

  test('whose peer has gone before the first byte fails and leaves the file where it stood', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        right.close();
        const transfer = loop.sockSendfile(left, file);
        expect(await failureOf(() => transfer)).toMatchObject({ code: 'EPIPE' });
        expect(transfer.bytesSent).toBe(0);
        await expectBehind(file, transfer);
      },
      way,
    ));

  test('cancelled in the middle watches nothing any more, and the file stands behind what was sent', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const transfer = loop.sockSendfile(left, file, { offset: 77 });
        await untilStuck(loop, transfer);
        expect(transfer.cancel()).toBe(true);
        expect(watched(loop)).toBe(0);
        expect(await failureOf(() => transfer)).toBeInstanceOf(CancelledError);
        left.close();
        const received = await receiveAll(loop, right);
        expect(received.equals(MUCH.subarray(77, 77 + transfer.bytesSent))).toBe(true);
        await expectBehind(file, transfer, 77);
      },
      way,
    ));

  test('cancelled before the socket took anything leaves the file where it stood', () =>
    withSending(
      MUCH,
      async ({ loop, left, file }) => {
        fill(left);
        const transfer = loop.sockSendfile(left, file, { offset: 77 });
        await until(() => watched(loop) > 0);
        transfer.cancel();
        expect(await failureOf(() => transfer)).toBeInstanceOf(CancelledError);
        expect(transfer.bytesSent).toBe(0);
        await expectBehind(file, transfer);
      },
      way,
    ));

  test('is cancelled with the task that waits for it', () =>
    withSending(
      MUCH,
      async ({ loop, left, file }) => {
        let transfer: FileTransfer | null = null;
        const task = loop.createTask(async () => {
          transfer = loop.sockSendfile(left, file);
          await transfer;
        });
        await turns(1);
        await untilStuck(loop, transfer as unknown as FileTransfer);
        task.cancel();
        expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
        await expectBehind(file, transfer as unknown as FileTransfer);
      },
      way,
    ));

  test('goes on after another one was cancelled: nothing is missing and nothing comes twice', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const first = loop.sockSendfile(left, file);
        await untilStuck(loop, first);
        first.cancel();
        const second = loop.sockSendfile(left, file, { offset: first.bytesSent });
        const receiving = loop.createTask(() => receiveAll(loop, right));
        expect(await second).toBe(MUCH.length - first.bytesSent);
        left.close();
        expect((await receiving).equals(MUCH)).toBe(true);
      },
      way,
    ));

  test.each(['close', 'detach'] as const)('whose socket is gone by %s fails with EBADF, with the file behind what was sent', (how) =>
    withSending(
      MUCH,
      async ({ loop, left, file }) => {
        const transfer = loop.sockSendfile(left, file);
        await untilStuck(loop, transfer);
        const fd = left[how]();
        expect(await failureOf(() => transfer)).toMatchObject({ code: 'EBADF' });
        await expectBehind(file, transfer);
        if (fd !== undefined) socket(undefined, undefined, undefined, { fd }).close();
      },
      way,
    ),
  );

  test('whose file is closed in the middle fails, and says how much was sent', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const transfer = loop.sockSendfile(left, file);
        await untilStuck(loop, transfer);
        await file.close();
        const receiving = loop.createTask(() => receiveAll(loop, right));
        expect(await failureOf(() => transfer)).toBeInstanceOf(Error);
        expect(loop.removeWriter(left)).toBe(false);
        left.close();
        expect((await receiving).equals(MUCH.subarray(0, transfer.bytesSent))).toBe(true);
      },
      way,
    ));

  test('leaves no descriptor behind, however it ends', () =>
    withSending(
      MUCH,
      async ({ loop, left, right, file }) => {
        const before = readdirSync('/proc/self/fd').length;
        for (let i = 0; i < 20; i++) {
          const transfer = loop.sockSendfile(left, file);
          await turns(i % 4);
          transfer.cancel();
        }
        left.close();
        await receiveAll(loop, right);
        expect(readdirSync('/proc/self/fd').length).toBe(before - 1);
      },
      way,
    ));
});

describe('an error of the system', () => {
  test('before any byte lets the file be sent through memory, and is a SendfileNotAvailableError where that is not allowed', () =>
    withSending(
      'content',
      async ({ loop, left, right, file }) => {
        expect(await failureOf(() => loop.sockSendfile(left, file, { fallback: false }))).toBeInstanceOf(SendfileNotAvailableError);
        expect(String(await readOn(file))).toBe('content');
        expect(await loop.sockSendfile(left, file)).toBe(7);
        expect(String(await loop.sockRecv(right, 100))).toBe('content');
        expect((await readOn(file)).length).toBe(0);
      },
      throughMemory,
    ));

  test('after some bytes fails the transfer, with the file behind what was sent', () => {
    const kernel = kernelWith({});
    const files = kernel.files as NonNullable<typeof kernel.files>;
    let calls = 0;
    const sendfile: typeof files.sendfile = (sock, file, offset, count) =>
      ++calls === 1 ? files.sendfile(sock, file, offset, Math.min(count, 1000)) : -system.errno.EIO;
    return withSending(
      MUCH,
      async ({ loop, left, file }) => {
        const transfer = loop.sockSendfile(left, file, { offset: 500 });
        expect(await failureOf(() => transfer)).toMatchObject({ code: 'EIO', syscall: 'sendfile' });
        expect(transfer.bytesSent).toBe(1000);
        await expectBehind(file, transfer, 500);
      },
      { way: 'that fails', kernel: () => ({ ...kernel, files: { ...files, sendfile } }) },
    );
  });
});

test('without a fallback, a kernel without files refuses with a SendfileNotAvailableError; nothing is sent and the file stays where it was', () =>
  withSending(
    'content',
    async ({ loop, left, right, file }) => {
      expect(await failureOf(() => loop.sockSendfile(left, file, { fallback: false }))).toBeInstanceOf(SendfileNotAvailableError);
      left.close();
      expect((await receiveAll(loop, right)).length).toBe(0);
      expect(String(await readOn(file))).toBe('content');
    },
    withoutFiles,
  ));
