import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loop, ReadTransport, WriteTransport } from '@tsyncio/core';
import { errorCode, type Pipes, type SocketCalls, stateOf } from '@tsyncio/core/area';
import { constants, socket } from '@tsyncio/sockets';
import { Recorder } from './recorder.ts';
import type { TestLoop } from './with-loop.ts';

/** The bare calls on the pipes of a loop's kernel. */
export class Ends {
  readonly pipes: Pipes;
  readonly sockets: SocketCalls;

  constructor(loop: Loop) {
    const { pipes, sockets } = stateOf(loop).kernel;
    if (pipes === undefined || sockets === undefined) throw new Error('a kernel with pipes is needed');
    this.pipes = pipes;
    this.sockets = sockets;
  }

  open(): [reader: number, writer: number] {
    const ends = this.pipes.open();
    if (typeof ends === 'number') throw new Error(errorCode(ends));
    return [...ends];
  }

  /** How many bytes went, or the name of the error. */
  write(fd: number, data: string | Uint8Array): number | string {
    const count = this.pipes.write(fd, Buffer.from(data as string), 0);
    return count < 0 ? errorCode(count) : count;
  }

  /** What is there now, at most `nbytes`; 'end', or the name of an error. */
  read(fd: number, nbytes: number = 1 << 20): Buffer | string {
    const data = this.pipes.read(fd, nbytes);
    return typeof data === 'number' ? (data === 0 ? 'end' : errorCode(data)) : data;
  }

  /** Everything that is there now. */
  readAll(fd: number): Buffer {
    const parts: Buffer[] = [];
    for (let part = this.read(fd); typeof part !== 'string'; part = this.read(fd)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Write until nothing more goes; how many bytes. */
  fill(fd: number): number {
    let total = 0;
    for (let count = this.write(fd, Buffer.alloc(65_536)); typeof count === 'number'; count = this.write(fd, Buffer.alloc(65_536)))
      total += count;
    return total;
  }

  close(...fds: readonly number[]): void {
    for (const fd of fds) this.sockets.close(fd);
  }
}

/** A read transport with a recorder, and the bare write end. */
export interface Reading {
  readonly ends: Ends;
  readonly transport: ReadTransport;
  readonly protocol: Recorder;
  readonly reader: number;
  readonly writer: number;
}

export async function openReading(loop: TestLoop, protocol: Recorder = new Recorder()): Promise<Reading> {
  const ends = new Ends(loop);
  const [reader, writer] = ends.open();
  const [transport] = await loop.connectReadPipe(() => protocol, reader);
  return { ends, transport, protocol, reader, writer };
}

/** A write transport with a recorder, and the bare read end. */
export interface Writing {
  readonly ends: Ends;
  readonly transport: WriteTransport;
  readonly protocol: Recorder;
  readonly reader: number;
  readonly writer: number;
}

export async function openWriting(loop: TestLoop, protocol: Recorder = new Recorder()): Promise<Writing> {
  const ends = new Ends(loop);
  const [reader, writer] = ends.open();
  const [transport] = await loop.connectWritePipe(() => protocol, writer);
  return { ends, transport, protocol, reader, writer };
}

/** Run with the path of a new FIFO. */
export async function withFifo(body: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-fifo-'));
  const path = join(folder, 'fifo');
  execFileSync('mkfifo', [path]);
  try {
    await body(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Both sides of a terminal in raw mode, made by Python; they are the caller's to close. */
export async function openTerminal(loop: TestLoop): Promise<[leader: number, terminal: number]> {
  const server = socket(constants.AF_UNIX, constants.SOCK_STREAM);
  server.bind('');
  server.listen();
  const name = server.getsockname() as string;
  const program = fileURLToPath(new URL('programs/give-terminal.py', import.meta.url));
  const child = spawn('python3', [program, name.slice(1)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  try {
    const [accepted] = await loop.sockAccept(server);
    const { fds } = await loop.sockRecvmsg(accepted, 10);
    accepted.close();
    return [fds[0] as number, fds[1] as number];
  } finally {
    server.close();
    await ended;
  }
}
