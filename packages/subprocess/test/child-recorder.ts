import type { ReadTransport, SubprocessOptions, SubprocessProtocol, SubprocessTransport, WriteTransport } from '@tsyncio/core';
import { type TestLoop, until } from './with-loop.ts';

/** A protocol that notes what it is told of a child. */
export class ChildRecorder implements SubprocessProtocol {
  readonly events: string[] = [];
  readonly received: Record<number, Buffer[]> = { 1: [], 2: [] };
  transport: SubprocessTransport | null = null;
  /** Called after each event was noted, with its name. */
  on: (event: string) => void = () => {};

  connectionMade(transport: SubprocessTransport): void {
    this.transport = transport;
    this.#note('made');
  }

  pipeDataReceived(fd: number, data: Buffer): void {
    this.received[fd]?.push(data);
    this.#note(`data ${fd}`);
  }

  pipeConnectionLost(fd: number, error: Error | null): void {
    this.#note(`lost ${fd} ${error === null ? null : (error as { code?: string }).code}`);
  }

  processExited(): void {
    this.#note('exited');
  }

  connectionLost(error: Error | null): void {
    this.#note(`lost ${error}`);
  }

  pauseWriting(): void {
    this.#note('pause');
  }

  resumeWriting(): void {
    this.#note('resume');
  }

  text(fd: number): string {
    return String(Buffer.concat(this.received[fd] ?? []));
  }

  bytes(fd: number): number {
    return (this.received[fd] ?? []).reduce((sum, { length }) => sum + length, 0);
  }

  get lost(): boolean {
    return this.events.includes('lost null');
  }

  has(event: string): boolean {
    return this.events.includes(event);
  }

  #note(event: string): void {
    this.events.push(event);
    this.on(event);
  }
}

/** A started child and its protocol. */
export interface Started {
  readonly transport: SubprocessTransport;
  readonly protocol: ChildRecorder;
}

export async function start(
  loop: TestLoop,
  argv: readonly string[],
  options?: SubprocessOptions,
  protocol: ChildRecorder = new ChildRecorder(),
): Promise<Started> {
  const [transport] = await loop.subprocessExec(() => protocol, argv as [string, ...string[]], options);
  return { transport, protocol };
}

/** A command line of the shell. */
export function startShell(
  loop: TestLoop,
  command: string,
  options?: SubprocessOptions,
  protocol: ChildRecorder = new ChildRecorder(),
): Promise<Started> {
  return start(loop, ['/bin/sh', '-c', command], options, protocol);
}

/** Until `connectionLost`; what it exited with. */
export async function end({ transport, protocol }: Started): Promise<number | null> {
  await until(() => protocol.lost);
  return transport.getReturncode();
}

/** Close its standard input, wait for its end, and give what it wrote to its standard output. */
export async function output(started: Started): Promise<string> {
  stdinOf(started).close();
  await end(started);
  return started.protocol.text(1);
}

export function stdinOf({ transport }: Started): WriteTransport {
  return transport.getPipeTransport(0) as WriteTransport;
}

export function readerOf({ transport }: Started, fd: 1 | 2 = 1): ReadTransport {
  return transport.getPipeTransport(fd) as ReadTransport;
}
