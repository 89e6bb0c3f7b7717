import type { Future, Loop, SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import type { Stage } from '../../case.ts';

/** What a protocol does besides recording what it was told. */
export interface ChildReactions {
  made?(transport: SubprocessTransport): void;
  data?(fd: number, data: Buffer): void;
  end?(fd: number): void;
  exited?(): void;
}

/** `data 1`, `end 1`: of the pipe to the child's descriptor 1. */
export type ChildEvent = 'made' | `data ${number}` | `end ${number}` | 'exited' | 'lost' | 'pause' | 'resume';

interface Waiter {
  readonly ready: () => boolean;
  readonly future: Future<void>;
}

/** The protocol of a child that keeps what it is told: in which order pipes and exit are told is not certain, only what it promises. */
export class ChildRecorder implements SubprocessProtocol {
  readonly heard: ChildEvent[] = [];
  /** With what each pipe ended. */
  readonly ends: Map<number, Error | null> = new Map();
  readonly #output: Map<number, Buffer[]> = new Map();
  readonly #loop: Loop;
  readonly #name: string;
  readonly #trace: Stage['trace'];
  readonly #waiters: Waiter[] = [];
  #on: ChildReactions;
  #transport: SubprocessTransport | undefined;

  constructor(loop: Loop, name: string, trace: Stage['trace'], on: ChildReactions) {
    this.#loop = loop;
    this.#name = name;
    this.#trace = trace;
    this.#on = on;
  }

  /** @throws {Error} before it is made. */
  get transport(): SubprocessTransport {
    if (this.#transport === undefined) throw new Error('the child was not told yet');
    return this.#transport;
  }

  count(event: ChildEvent): number {
    return this.heard.filter((one) => one === event).length;
  }

  /** Done once it was told `event`. */
  when(event: ChildEvent): Future<void> {
    return this.until(() => this.heard.includes(event));
  }

  /** What came from the child's descriptor. */
  data(fd = 1): Buffer {
    return Buffer.concat(this.#output.get(fd) ?? []);
  }

  /** Done once so many bytes came. */
  whenBytes(bytes: number, fd = 1): Future<void> {
    return this.until(() => this.data(fd).length >= bytes);
  }

  /** Done once `ready` is true after something was told. */
  until(ready: () => boolean): Future<void> {
    const future = this.#loop.createFuture<void>();
    if (ready()) future.setResult();
    else this.#waiters.push({ ready, future });
    return future;
  }

  /** Which of the promises about what it is told, and in which order, were broken; when all is over. */
  brokenRules(): readonly string[] {
    const broken: string[] = [];
    if (this.heard[0] !== 'made' || this.count('made') !== 1) broken.push('made first');
    if (this.count('exited') !== 1) broken.push('exits once');
    if (this.heard.at(-1) !== 'lost' || this.count('lost') !== 1) broken.push('lost last');
    for (const fd of [0, 1, 2]) {
      const after = this.heard.slice(this.heard.indexOf(`end ${fd}`));
      if (this.count(`end ${fd}`) > 1 || (this.ends.has(fd) && after.includes(`data ${fd}`))) broken.push(`${fd} ends once`);
    }
    return broken;
  }

  /** Trace the return code and what came of the pipes, in whatever order that was told; the length of the output only for `numbers`. */
  tell({ numbers = false }: { readonly numbers?: boolean } = {}): void {
    const fds = [...this.#output.keys()];
    const output = Object.fromEntries(fds.map((fd) => [fd, numbers ? this.data(fd).length : this.data(fd)]));
    this.#trace(this.#name, this.transport.getReturncode(), { output, ends: Object.fromEntries(this.ends) }, this.brokenRules());
  }

  /** Close it, and wait for the last it is told. */
  async end(): Promise<void> {
    this.#on = {};
    if (this.#transport === undefined || this.#transport.getProtocol() !== this || this.count('lost') > 0) return;
    this.#transport.close();
    await this.when('lost');
  }

  connectionMade(transport: SubprocessTransport): void {
    this.#transport = transport;
    this.#note('made', () => this.#on.made?.(transport));
  }

  pipeDataReceived(fd: number, data: Buffer): void {
    this.#output.set(fd, [...(this.#output.get(fd) ?? []), Buffer.from(data)]);
    this.#note(`data ${fd}`, () => this.#on.data?.(fd, data));
  }

  pipeConnectionLost(fd: number, error: Error | null): void {
    this.ends.set(fd, error);
    this.#note(`end ${fd}`, () => this.#on.end?.(fd));
  }

  processExited(): void {
    this.#note('exited', () => this.#on.exited?.());
  }

  connectionLost(): void {
    this.#note('lost');
  }

  pauseWriting(): void {
    this.#note('pause');
  }

  resumeWriting(): void {
    this.#note('resume');
  }

  #note(event: ChildEvent, react: () => void = () => {}): void {
    this.heard.push(event);
    try {
      react();
    } finally {
      for (const { ready, future } of this.#waiters) if (!future.done() && ready()) future.setResult();
    }
  }
}
