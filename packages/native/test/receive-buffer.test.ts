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

/** One byte, received. */
function receiveByte(byte: number): Buffer {
  const [kept] = receiveMany(1, () => 1);
  if (kept === undefined) throw new Error('nothing was received');
  kept.bytes[0] = byte;
  return kept.bytes;
}

test('a buffer that is moved to another thread takes none of the others along', () => {
  const first = receiveByte(1);
  const second = receiveByte(2);
  const { port1, port2 } = new MessageChannel();
  try {
    // Newer versions of Node refuse to move it, older ones copy it.
    port1.postMessage(second, [second.buffer as ArrayBuffer]);
  } catch (error) {
    expect(error).toMatchObject({ name: 'DataCloneError' });
  }
  expect([first[0], second[0]]).toEqual([1, 2]);
  port1.close();
  port2.close();
});

test('memory that was detached all the same is not received into', () => {
  const before = receiveByte(1);
  tryToDetach(before.buffer as ArrayBuffer);
  const after = receiveMany(3, () => 100);
  expect(changed(after)).toBe(0);
  expect(after.every(({ bytes }) => bytes.length === 100)).toBe(true);
});

/** Node 20 has nothing that detaches marked memory, 22 and 24 do it, 26 refuses. */
function tryToDetach(memory: ArrayBuffer & { transfer?: () => ArrayBuffer }): void {
  try {
    memory.transfer?.();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
  }
}
