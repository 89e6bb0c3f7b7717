import type { Future, Loop, SubprocessProtocol, SubprocessTransport, WriteTransport } from '@tsyncio/core';
import { CapturedPipe } from './captured-pipe.ts';
import type { Output } from './output.ts';

const STDIN = 0;
const OUTPUTS = [1, 2] as const;

/** What is told of a child, kept for a {@link Process}. */
export class ProcessProtocol implements SubprocessProtocol {
  readonly #loop: Loop;
  readonly #pipes: Map<number, CapturedPipe> = new Map();
  readonly #exitWaiters: Future<number>[] = [];
  readonly #endWaiters: Future<void>[] = [];
  #transport: SubprocessTransport | null = null;
  #lost = false;
  /** Called when something came, ended, or was lost. */
  onChange: () => void = () => {};

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** @throws {TypeError} before there is a child. */
  get transport(): SubprocessTransport {
    if (this.#transport === null) throw new TypeError('there is no child yet');
    return this.#transport;
  }

  /** The pipe to the child's standard input. */
  get stdin(): WriteTransport | null {
    return this.transport.getPipeTransport(STDIN) as WriteTransport | null;
  }

  /** The child ended, and nothing more comes of it. */
  get complete(): boolean {
    if (this.#lost) return true;
    return this.transport.getReturncode() !== null && [...this.#pipes.values()].every(({ ended }) => ended);
  }

  /** The most that came through one pipe and was not taken, in bytes. */
  get largest(): number {
    return Math.max(0, ...[...this.#pipes.values()].map(({ size }) => size));
  }

  connectionMade(transport: SubprocessTransport): void {
    this.#transport = transport;
    for (const fd of OUTPUTS) {
      const pipe = transport.getPipeTransport(fd);
      if (pipe !== null) this.#pipes.set(fd, new CapturedPipe(pipe));
    }
  }

  pipeDataReceived(fd: number, data: Buffer): void {
    this.#pipes.get(fd)?.push(data);
    this.onChange();
  }

  /** Of its standard input too: a child that does not want all of it is no error. */
  pipeConnectionLost(fd: number): void {
    const pipe = this.#pipes.get(fd);
    if (pipe !== undefined) pipe.ended = true;
    this.onChange();
  }

  processExited(): void {
    for (const waiter of this.#exitWaiters.splice(0)) if (!waiter.done()) waiter.setResult(this.#returncode());
    this.onChange();
  }

  connectionLost(): void {
    this.#lost = true;
    for (const waiter of this.#endWaiters.splice(0)) if (!waiter.done()) waiter.setResult();
    this.onChange();
  }

  /** Done when the child has ended. */
  exited(): Future<number> {
    const waiter = this.#loop.createFuture<number>();
    if (this.transport.getReturncode() === null) this.#exitWaiters.push(waiter);
    else waiter.setResult(this.#returncode());
    return waiter;
  }

  /** Done when the child has ended and its pipes are closed. */
  ended(): Future<void> {
    const waiter = this.#loop.createFuture<void>();
    if (this.#lost) waiter.setResult();
    else this.#endWaiters.push(waiter);
    return waiter;
  }

  read(): void {
    for (const pipe of this.#pipes.values()) pipe.read();
  }

  pause(): void {
    for (const pipe of this.#pipes.values()) pipe.pause();
  }

  take(): Output {
    return { stdout: this.#pipes.get(1)?.take() ?? null, stderr: this.#pipes.get(2)?.take() ?? null };
  }

  #returncode(): number {
    return this.transport.getReturncode() as number;
  }
}
