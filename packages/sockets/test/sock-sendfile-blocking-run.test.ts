import type { FileHandle } from 'node:fs/promises';
import { createLoop, type FileTransfer, type Future, type Socket, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { socketpair, sockets } from '../src/index.ts';
import { kernel } from './listening.ts';
import { bySystem, pattern, readOn, throughMemory, withFile } from './sock-sendfile-ways.ts';
import type { TestLoop } from './with-loop.ts';

const MUCH = pattern(4 * 1024 * 1024);

type Steps<T> = Generator<Future<any>, T, any>;

function* receiveAll(loop: TestLoop, sock: Socket): Steps<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = yield* loop.sockRecv(sock, 65_536);
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

function* sendAndReceive(loop: TestLoop, file: FileHandle, offset: number): Steps<readonly [number, Buffer]> {
  const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
  const receiving = loop.createTask(receiveAll(loop, right));
  try {
    const sent = yield* loop.sockSendfile(left, file, { offset });
    left.close();
    return [sent, yield* receiving];
  } finally {
    left.close();
    right.close();
  }
}

function* sendAndCancel(loop: TestLoop, file: FileHandle): Steps<FileTransfer> {
  const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
  try {
    const transfer = loop.sockSendfile(left, file);
    while (transfer.bytesSent === 0) yield* sleep(0);
    transfer.cancel();
    yield* sleep(0);
    return transfer;
  } finally {
    left.close();
    right.close();
  }
}

describe.each([bySystem, throughMemory])('in a run that blocks the thread, a file is sent $way', (way) => {
  test('while another task receives it, and stands behind what was sent', () =>
    withFile(MUCH, async (file) => {
      const loop = createLoop([sockets()], way.kernel());
      const [sent, received] = loop.runUntilCompleteSync(sendAndReceive(loop, file, 100));
      expect(sent).toBe(MUCH.length - 100);
      expect(received.equals(MUCH.subarray(100))).toBe(true);
      expect(stateOf(loop).readiness.size).toBe(0);
      loop.close();
      expect((await readOn(file)).length).toBe(0);
    }));

  test('also when it was given to the loop before the run', () =>
    withFile('content', async (file) => {
      const loop = createLoop([sockets()], way.kernel());
      const [left, right] = socketpair(undefined, undefined, undefined, { kernel });
      const late = loop.callLater(60_000, loop.stop);
      expect(loop.runUntilCompleteSync(loop.sockSendfile(left, file))).toBe(7);
      late.cancel();
      expect(String(right.recv(100))).toBe('content');
      for (const one of [left, right, loop]) one.close();
    }));

  test('and a transfer that is cancelled leaves the file behind what was sent', () =>
    withFile(MUCH, async (file) => {
      const loop = createLoop([sockets()], way.kernel());
      const transfer = loop.runUntilCompleteSync(sendAndCancel(loop, file));
      loop.close();
      expect(transfer.cancelled()).toBe(true);
      expect(transfer.bytesSent).toBeGreaterThan(0);
      expect((await readOn(file)).equals(MUCH.subarray(transfer.bytesSent))).toBe(true);
    }));
});
