import { closeSync, constants, openSync } from 'node:fs';
import { DEVNULL, type FileLike, PIPE, STDOUT, type Stdio } from '@tsyncio/core';
import { type LoopState, type Pipes, type SocketCalls, socketCallsOf, systemError } from '@tsyncio/core/area';
import { checkOpen } from './check-open.ts';
import type { StdioOptions } from './check-stdio.ts';
import type { ChildStreams, Position } from './child-streams.ts';

const NULL_DEVICE = '/dev/null';
const NAMES = ['stdin', 'stdout', 'stderr'] as const;

/**
 * The standard streams of one child, made before it starts. Of each pipe one end is the child's and closed here once it has started; the other
 * is ours, non-blocking, until a transport has it.
 */
export class StdioPipes implements ChildStreams {
  /** What become the child's 0, 1 and 2. */
  readonly child: readonly [stdin: number, stdout: number, stderr: number];
  /** Our ends of the pipes, and which of the child's descriptors is at the other; `null` where everything is to be thrown away. */
  readonly ours: Map<number, Position | null> = new Map();
  readonly #native: boolean;
  readonly #pipes: Pipes;
  readonly #calls: SocketCalls;
  readonly #childEnds: number[] = [];
  #nullDevice: number | null = null;

  /** @throws {SystemError} when something cannot be opened; then nothing is. */
  constructor(state: LoopState, pipes: Pipes, { stdin, stdout, stderr }: StdioOptions) {
    this.#native = state.kernel.native === true;
    this.#pipes = pipes;
    this.#calls = socketCallsOf(state.kernel);
    // Before anything is opened, which could get the number of one that is closed.
    this.#checkOpen(0, stdin);
    this.#checkOpen(1, stdout);
    if (stderr !== STDOUT) this.#checkOpen(2, stderr);
    try {
      const input = this.#open(0, stdin);
      const output = this.#open(1, stdout);
      this.child = [input, output, stderr === STDOUT ? output : this.#open(2, stderr)];
    } catch (error) {
      this.closeAll();
      throw error;
    }
  }

  /** The child has what it needs, or will never start. */
  closeChildEnds(): void {
    for (const fd of this.#childEnds) this.#calls.close(fd);
    this.#childEnds.length = 0;
    if (this.#nullDevice !== null) closeSync(this.#nullDevice);
    this.#nullDevice = null;
  }

  /** A transport has it. */
  forget(fd: number): void {
    this.ours.delete(fd);
  }

  /** Which of the child's descriptors are pipes to us. */
  get piped(): Position[] {
    return [...this.ours.values()].filter((position) => position !== null);
  }

  closeAll(): void {
    this.closeChildEnds();
    for (const fd of this.ours.keys()) this.#calls.close(fd);
    this.ours.clear();
  }

  #open(position: Position, stdio: Stdio): number {
    if (stdio === PIPE) return this.#openPipe(position);
    if (stdio === DEVNULL) return this.#native ? this.#openNullDevice() : this.#imitateNullDevice(position);
    if (stdio === null) return position;
    return descriptorOf(stdio);
  }

  #openPipe(position: Position): number {
    const [theirs, ours] = this.#openEnds(position);
    this.ours.set(ours, position);
    return theirs;
  }

  /** Where descriptors are not the system's: a pipe that is at its end, or one that is emptied. */
  #imitateNullDevice(position: Position): number {
    const [theirs, ours] = this.#openEnds(position);
    if (position === 0) this.#calls.close(ours);
    else this.ours.set(ours, null);
    return theirs;
  }

  #openEnds(position: Position): readonly [theirs: number, ours: number] {
    const ends = this.#pipes.open();
    if (typeof ends === 'number') throw systemError(ends, 'pipe');
    const [theirs, ours] = position === 0 ? ends : [ends[1], ends[0]];
    this.#childEnds.push(theirs);
    // Programs expect that reading waits.
    const answer = this.#calls.setblocking(theirs, true);
    if (answer >= 0) return [theirs, ours];
    this.#calls.close(ours);
    throw systemError(answer, 'fcntl');
  }

  #openNullDevice(): number {
    this.#nullDevice ??= openNullDevice();
    return this.#nullDevice;
  }

  #checkOpen(position: Position, stdio: Stdio): void {
    if (stdio === PIPE || stdio === DEVNULL || stdio === null) return;
    checkOpen(this.#pipes, descriptorOf(stdio), NAMES[position]);
  }
}

function descriptorOf(file: FileLike): number {
  return typeof file === 'number' ? file : file.fd;
}

function openNullDevice(): number {
  try {
    return openSync(NULL_DEVICE, constants.O_RDWR);
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    throw systemError(errno, 'open', { address: NULL_DEVICE });
  }
}
