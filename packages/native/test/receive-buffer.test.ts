import { expect, test } from 'vitest';
import { nativeSocketCalls } from '../src/index.ts';

const calls: ReturnType<typeof nativeSocketCalls> = nativeSocketCalls();
const { AF_UNIX = 0, SOCK_STREAM = 0 } = calls.constants;

interface Kept {
  readonly bytes: Buffer;
  readonly expected: Buffer;
}

/** Send and receive `count` messages of sizes from `sizeOf`, keeping every buffer that was handed out. */
function receiveMany(count: number, sizeOf: (index: number) => number): Kept[] {
  const fds = calls.pair(AF_UNIX, SOCK_STREAM, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  const kept: Kept[] = [];
  for (let index = 0; index < count; index++) {
    const message = Buffer.alloc(sizeOf(index), `message ${index}, `);
    let left = calls.send(fds[0], message, 0, 0);
    for (let start = 0; left > 0; ) {
      const bytes = calls.recv(fds[1], 256 * 1024, 0);
      if (typeof bytes === 'number') throw new Error(`recv: ${bytes}`);
      kept.push({ bytes, expected: message.subarray(start, start + bytes.length) });
      start += bytes.length;
      left -= bytes.length;
    }
  }
  for (const fd of fds) calls.close(fd);
  return kept;
}

function changed(kept: readonly Kept[]): number {
  return kept.filter(({ bytes, expected }) => !bytes.equals(expected)).length;
}

test('a thousand small buffers that were kept are as they were received', () => {
  const kept = receiveMany(1000, (index) => 1 + ((index * 997) % 3000));
  expect(kept.length).toBeGreaterThanOrEqual(1000);
  expect(changed(kept)).toBe(0);
});

test('large and small buffers that were kept are as they were received', () => {
  const kept = receiveMany(200, (index) => (index % 3 === 0 ? 150_000 + index : 1 + ((index * 7919) % 70_000)));
  expect(changed(kept)).toBe(0);
});

test('a kept buffer can be written by its owner without reaching the neighbours', () => {
  const kept = receiveMany(100, () => 50);
  for (const { bytes } of kept.filter((_, index) => index % 2 === 0)) bytes.fill(0);
  expect(changed(kept.filter((_, index) => index % 2 === 1))).toBe(0);
});

test('asking for a huge number of bytes gives what is there, not an end of stream', () => {
  const fds = calls.pair(AF_UNIX, SOCK_STREAM, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  try {
    for (const nbytes of [2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      calls.send(fds[0], Buffer.from('x'), 0, 0);
      expect(String(calls.recv(fds[1], nbytes, 0)), `recv(${nbytes})`).toBe('x');
    }
  } finally {
    for (const fd of fds) calls.close(fd);
  }
});
