import {
  type AnySocketApi,
  createLoop,
  type ExceptionContext,
  type Loop,
  type SignalApi,
  type SocketApi,
  type SubprocessApi,
  type SubprocessProtocol,
  type SubprocessTransport,
  type TransportApi,
} from '@tsyncio/core';
import { signals } from '@tsyncio/signals';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import { expect } from 'vitest';
import { type Program, type SimulatedKernel, type SimulationOptions, simulatedKernel } from '../src/index.ts';

export type ChildLoop = Loop & AnySocketApi & SocketApi & TransportApi & SubprocessApi & SignalApi;

/** Writes what it reads. */
export const cat: Program = function* ({ stdin, stdout }) {
  for (;;) {
    const data = yield* stdin.read();
    if (data.length === 0) return 0;
    yield* stdout.write(data);
  }
};

/** Run a test body on a loop with children of its own. Afterwards no process and no descriptor may be left, and nothing reported. */
export async function simulateChildren(
  body: (loop: ChildLoop, kernel: SimulatedKernel) => Promise<void>,
  options: SimulationOptions = { seed: 1 },
): Promise<void> {
  const kernel = simulatedKernel(options);
  kernel.program('/bin/cat', cat);
  const loop = createLoop([sockets(), transports(), subprocess(), signals()], kernel);
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  await loop.runUntilComplete(async () => body(loop, kernel));
  expect(reports).toEqual([]);
  expect([kernel.openProcesses(), kernel.openDescriptors().filter((words) => !words.endsWith(': signals'))]).toEqual([[], []]);
  loop.close();
  expect(kernel.openDescriptors()).toEqual([]);
}

/** Notes what it is told of a child. */
export class ChildNotes implements SubprocessProtocol {
  readonly events: string[] = [];
  readonly #parts: [number, Buffer][] = [];
  readonly #waiting: (() => void)[] = [];
  transport!: SubprocessTransport;
  onData: (fd: number, data: Buffer) => void = () => {};

  connectionMade(transport: SubprocessTransport): void {
    this.transport = transport;
    this.events.push('made');
  }

  pipeDataReceived(fd: number, data: Buffer): void {
    this.#parts.push([fd, data]);
    if (this.events.at(-1) !== `data ${fd}`) this.events.push(`data ${fd}`);
    this.onData(fd, data);
  }

  pipeConnectionLost(fd: number, error: (Error & { code?: string }) | null): void {
    this.events.push(`lost ${fd} ${error === null ? null : error.code}`);
  }

  processExited(): void {
    this.events.push(`exited ${this.transport.getReturncode()}`);
  }

  pauseWriting(): void {
    this.events.push('pause');
  }

  resumeWriting(): void {
    this.events.push('resume');
    for (const go of this.#waiting.splice(0)) go();
  }

  connectionLost(error: Error | null): void {
    this.events.push(`closed ${error}`);
    for (const go of this.#waiting.splice(0)) go();
  }

  get isLost(): boolean {
    return this.events.at(-1)?.startsWith('closed') === true;
  }

  /** What came from a descriptor of the child. */
  text(fd: 1 | 2 = 1): string {
    return String(Buffer.concat(this.#parts.flatMap(([from, data]) => (from === fd ? [data] : []))));
  }

  /** The next time that it is resumed, or lost. */
  next(loop: Loop): Promise<void> {
    const future = loop.createFuture<void>();
    this.#waiting.push(() => future.setResult());
    return Promise.resolve(future);
  }

  async lost(loop: Loop): Promise<string[]> {
    while (!this.isLost) await this.next(loop);
    return this.events;
  }
}
