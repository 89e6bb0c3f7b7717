import type { BytesLike, Future, Loop, SubprocessTransport } from '@tsyncio/core';
import { showAsText } from '@tsyncio/core/area';
import { type CommunicateOptions, communicate, Turnstile } from './communicate.ts';
import type { Output } from './output.ts';
import type { ProcessProtocol } from './process-protocol.ts';

/**
 * A child process without a protocol of your own. Made by `startProcess`.
 *
 * Its pipes are read by `communicate` only: a child that writes more than a pipe holds waits until then. Close it, or use `await using`, unless
 * `communicate` was waited for.
 *
 * @see asyncio `asyncio.subprocess.Process`
 */
export class Process {
  /** For what is not here. */
  readonly transport: SubprocessTransport;
  readonly #loop: Loop;
  readonly #protocol: ProcessProtocol;
  readonly #turnstile: Turnstile = new Turnstile();

  /** @internal */
  constructor(loop: Loop, protocol: ProcessProtocol) {
    this.#loop = loop;
    this.#protocol = protocol;
    this.transport = protocol.transport;
  }

  get pid(): number {
    return this.transport.getPid();
  }

  /** What it exited with; `-N` when signal number N killed it; `null` while it runs. */
  get returncode(): number | null {
    return this.transport.getReturncode();
  }

  /** Done with the return code when it has ended. Its pipes may still hold data. Any number may wait. */
  wait(): Future<number> {
    return this.#protocol.exited();
  }

  /**
   * Write `input` to its standard input and end that; read its output to the end, and wait until it has ended. A child that closes its standard
   * input before it has read everything is no error.
   *
   * Rejects with {@link OutputLimitError} when it wrote more than `maxBuffer`, with the signal's reason when that was aborted, with a
   * {@link TypeError} for input that is no bytes or has no pipe, with {@link LoopError} `ERR_TRANSPORT_STATE` while another one waits.
   */
  communicate(input?: BytesLike | null, options?: CommunicateOptions): Promise<Output> {
    return this.#turnstile.pass(() => communicate(this.#loop, this.#protocol, input, options));
  }

  sendSignal(signal: NodeJS.Signals | number): void {
    this.transport.sendSignal(signal);
  }

  terminate(): void {
    this.transport.terminate();
  }

  kill(): void {
    this.transport.kill();
  }

  /** Close its pipes, and kill it unless it has ended. */
  close(): void {
    this.transport.close();
  }

  /** As `close`, and wait until nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    // What was not sent would wait for whoever else has the pipe, such as a program that the shell started.
    this.#protocol.stdin?.abort();
    if (!this.#loop.isClosed()) await this.#protocol.ended();
  }

  toString(): string {
    return `<Process ${this.pid}>`;
  }
}

showAsText(Process.prototype);
