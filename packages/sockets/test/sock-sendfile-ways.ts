import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { constants as system, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from '@tsyncio/core';
import { type Files, stateOf } from '@tsyncio/core/area';
import { type NativeKernel, nativeKernel } from '@tsyncio/native';
import { socketpair } from '../src/index.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

/** How a file gets over a socket, as kernels decide it. */
export interface Way {
  readonly way: string;
  readonly kernel: () => NativeKernel;
}

export const bySystem: Way = { way: 'by the system', kernel: nativeKernel };

/** The system refuses to send any file, and can still set where one stands. */
export const throughMemory: Way = { way: 'through memory', kernel: () => kernelWith({ sendfile: () => -system.errno.EINVAL }) };

/** A kernel that knows nothing of files: where one stands is not its business. */
export const withoutFiles: Way = {
  way: 'on a kernel without files',
  kernel: () => {
    const { files: _, ...rest } = nativeKernel();
    return rest;
  },
};

/** The native kernel with other file calls. */
export function kernelWith(calls: Partial<Files>): NativeKernel {
  const kernel = nativeKernel();
  return { ...kernel, files: { ...(kernel.files as Files), ...calls } };
}

export interface Sending {
  readonly loop: TestLoop;
  readonly left: Socket;
  readonly right: Socket;
  /** Open for reading; closed after the test. */
  readonly file: FileHandle;
  readonly path: string;
}

/** A test body with a connected pair and a file of this content. */
export function withSending(
  content: Uint8Array | string,
  body: (given: Sending) => Promise<void>,
  { kernel }: Way = bySystem,
): Promise<void> {
  return withLoop(
    (loop) =>
      withFile(content, async (file, path) => {
        const [left, right] = socketpair();
        try {
          await body({ loop, left, right, file, path });
        } finally {
          left.close();
          right.close();
        }
      }),
    kernel(),
  );
}

export async function withFile(content: Uint8Array | string, body: (file: FileHandle, path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tsyncio-sendfile-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, content);
    const file = await open(path, 'r');
    try {
      await body(file, path);
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the peer sends until it ends its side. */
export async function receiveAll(loop: TestLoop, sock: Socket, nbytes = 65_536): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = await loop.sockRecv(sock, nbytes);
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

/** What a read from where the file stands gives, up to its end. */
export async function readOn(file: FileHandle): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20, null);
    if (bytesRead === 0) return Buffer.concat(parts);
    parts.push(buffer.subarray(0, bytesRead));
  }
}

/** Bytes that are different everywhere, and the same each time. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let value = 1;
  for (let i = 0; i < length; i++) {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = value >>> 24;
  }
  return bytes;
}

/** How many descriptors the loop watches. */
export function watched(loop: TestLoop): number {
  return stateOf(loop).readiness.size;
}
