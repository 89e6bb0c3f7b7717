import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Socket, sleep } from '@tsyncio/core';
import { constants, peerCredentials, socket, socketpair } from '@tsyncio/sockets';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { linuxConstants } from '../src/linux-constants.ts';
import { simulate } from './simulation.ts';

const { SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } = linuxConstants;
const HOUR = 3_600_000;

/** Whether a socket took a message at once. */
function kernelTakes(sock: Socket, bytes: Uint8Array): boolean {
  try {
    return sock.send(bytes) === bytes.length;
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' });
    return false;
  }
}

describe('messages', () => {
  test.each([SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET])('sockRecvmsg waits for what sockSendmsg sends, with descriptors: type %i', (type) =>
    simulate(async (loop, kernel) => {
      const [left, right] = socketpair(undefined, type);
      const [near, far] = socketpair();
      const receiving = loop.sockRecvmsg(right, 100, { maxFds: 1 });
      await sleep(HOUR);
      expect(await loop.sockSendmsg(left, ['hello', ' world'], { fds: [near.fileno()] })).toBe(11);
      near.close();
      const message = await receiving;
      const [fd] = message.fds;
      expect([String(message.data), message.fds.length, message.flags, loop.time()]).toEqual(['hello world', 1, 0, HOUR]);
      const received = socket(undefined, undefined, undefined, { fd });
      await loop.sockSendall(far, 'through it');
      expect(String(await loop.sockRecv(received, 100))).toBe('through it');
      for (const sock of [left, right, far, received]) sock.close();
      expect(kernel.openDescriptors()).toEqual([]);
    }),
  );

  test('sockSendmsg waits for room', () =>
    simulate(
      async (loop) => {
        const [left, right] = socketpair(undefined, SOCK_SEQPACKET);
        const big = Buffer.alloc(5000, 'x');
        while (kernelTakes(left, big));
        const sent = loop.sockSendmsg(left, [big], { fds: [left.fileno()] });
        expect(sent.done()).toBe(false);
        while (!sent.done()) {
          await loop.sockRecv(right, 5000);
          await sleep(1);
        }
        expect(await sent).toBe(5000);
        left.close();
        right.close();
      },
      { seed: 1, bufferSize: 20_000 },
    ));

  test('descriptors that nobody takes are closed with their message', () =>
    simulate(async (loop, kernel) => {
      const [left, right] = socketpair();
      await loop.sockSendmsg(left, ['x'], { fds: [left.fileno(), right.fileno()] });
      const message = await loop.sockRecvmsg(right, 10, { maxFds: 2 });
      expect(kernel.openDescriptors()).toHaveLength(4);
      message[Symbol.dispose]();
      expect(kernel.openDescriptors()).toHaveLength(2);
      left.close();
      right.close();
    }));

  test.skipIf(constants.SO_PEERCRED === undefined)('peerCredentials are those of this process (skipped where the system has none)', () =>
    simulate(async () => {
      const [left, right] = socketpair();
      expect(peerCredentials(left)).toEqual({ pid: process.pid, uid: process.geteuid?.(), gid: process.getegid?.() });
      left.close();
      right.close();
    }),
  );
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-areas-'));
  const path = join(folder, 'file');
  const data = Buffer.alloc(500_000, 'tsyncio ');
  writeFileSync(path, data);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([true, false])('sockSendfile goes on as the other side reads, in fragments, without or with fallback: %j', (fallback) =>
    simulate(
      async (loop) => {
        const [left, right] = socketpair();
        const file = openSync(path, 'r');
        const sent = loop.sockSendfile(left, file, { offset: 8, fallback });
        expect(sent.done()).toBe(false);
        const parts: Buffer[] = [];
        for (let size = 8; size < data.length; size += parts.at(-1)?.length ?? 0) parts.push(await loop.sockRecv(right, 100_000));
        expect([await sent, sent.bytesSent]).toEqual([data.length - 8, data.length - 8]);
        expect(Buffer.concat(parts).equals(data.subarray(8))).toBe(true);
        closeSync(file);
        left.close();
        right.close();
      },
      { seed: 5, fragment: true },
    ),
  );

  test('sockSendfile fails when the other side is gone', () =>
    simulate(async (loop) => {
      const [left, right] = socketpair();
      right.close();
      const file = openSync(path, 'r');
      expect(await failureOf(() => loop.sockSendfile(left, file))).toMatchObject({ code: 'EPIPE' });
      closeSync(file);
      left.close();
    }));
});
