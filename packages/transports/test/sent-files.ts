import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InetAddress, Socket, Transport } from '@tsyncio/core';
import { socket, constants as socketConstants } from '@tsyncio/sockets';
import { kernel } from './listening.ts';
import { Recorder, type Side } from './recorder.ts';
import type { TestLoop } from './with-loop.ts';

/** A test body with a file of this content, open for reading; both are gone afterwards. */
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

/** Where a file of `size` bytes stands: it is read on to its end. */
export async function positionOf(file: FileHandle, size: number): Promise<number> {
  for (let rest = 0; ; ) {
    const { bytesRead } = await file.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20, null);
    if (bytesRead === 0) return size - rest;
    rest += bytesRead;
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

/** As openSide, over TCP. */
export async function openTcpSide(loop: TestLoop, protocol: Recorder = new Recorder()): Promise<Side> {
  const listener = socket(socketConstants.AF_INET, socketConstants.SOCK_STREAM, 0, { kernel });
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen(1);
  const [transport] = await loop.createConnection(() => protocol, listener.getsockname() as InetAddress);
  const [peer] = await loop.sockAccept(listener);
  listener.close();
  return { transport, protocol, peer };
}

/** Close with a reset: what is on its way is dropped. */
export function reset(peer: Socket): void {
  const linger = Buffer.from(Int32Array.of(1, 0).buffer);
  peer.setsockopt(socketConstants.SOL_SOCKET ?? 1, socketConstants.SO_LINGER ?? 13, linger);
  peer.close();
}

/** The same transport, of a kind over which the system cannot send files. */
function withoutSystem(transport: Transport): Transport {
  const methods = [
    'close',
    'isClosing',
    'getExtraInfo',
    'setProtocol',
    'getProtocol',
    'isReading',
    'pauseReading',
    'resumeReading',
  ] as const;
  const more = ['write', 'writelines', 'canWriteEof', 'writeEof', 'abort', 'getWriteBufferSize', 'getWriteBufferLimits'] as const;
  const names = [...methods, ...more, 'setWriteBufferLimits'] as const;
  const bound = names.map((name) => [name, (transport[name] as (...args: unknown[]) => unknown).bind(transport)]);
  return { ...Object.fromEntries(bound), toString: () => '<a transport without files>' } as Transport;
}

/** The two ends of a new FIFO, for files that have no offsets. */
export async function withFifo(body: (reading: FileHandle, writing: FileHandle) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tsyncio-fifo-'));
  try {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    // Opened one without the other, they would wait for each other.
    const reading = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writing = await open(path, 'w');
    try {
      await body(reading, writing);
    } finally {
      await reading.close();
      await writing.close().catch(() => {}); // the body may have done so
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How a file gets over a transport: what sendfile is given of one. */
export interface Way {
  readonly way: string;
  readonly over: (transport: Transport) => Transport;
}

export const bySystem: Way = { way: 'by the system', over: (transport) => transport };
export const byBlocks: Way = { way: 'block by block', over: withoutSystem };
