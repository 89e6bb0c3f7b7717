import { constants } from 'node:os';
import type {
  AnyProtocol,
  BaseTransport,
  ExtraInfo,
  Future,
  SubprocessTransport as ISubprocessTransport,
  SubprocessProtocol,
} from '@tsyncio/core';
import {
  type ChildProcess,
  captureCell,
  enqueue,
  LoopHandle,
  type LoopState,
  showAsText,
  signalNumber,
  systemError,
} from '@tsyncio/core/area';
import type { ChildStreams } from './child-streams.ts';
import { ExitWatcher } from './exit-watcher.ts';
import type { PipeListener } from './pipe-protocol.ts';

const { ESRCH } = constants.errno;
const NAMES = ['stdin', 'stdout', 'stderr'];
/** What it has once its child is gone. */
const NO_PROTOCOL: SubprocessProtocol = Object.freeze({});

type Told = 'connectionMade' | 'pipeDataReceived' | 'pipeConnectionLost' | 'processExited' | 'connectionLost';

export interface SubprocessParts {
  readonly state: LoopState;
  readonly child: ChildProcess;
  readonly protocol: SubprocessProtocol;
  readonly argv: readonly string[];
  readonly streams: ChildStreams;
  /** What signals and the size of a window reach through it. */
  readonly leads: { readonly group: boolean; readonly terminal: boolean };
}

/** One pipe; without a transport until it is connected. */
interface Pipe {
  transport: BaseTransport | null;
  lost: boolean;
}

/**
 *   spawned ──all pipes connected──► connectionMade ──► what came before it ──► data, ends of pipes, exit, as they come
 *      ──ended, and every pipe lost──► connectionLost, in a later turn
 */
export class SubprocessTransport implements ISubprocessTransport, PipeListener {
  /** Done after `connectionMade`. */
  readonly opened: Future<void>;
  /** @internal */
  readonly parts: Pick<SubprocessParts, 'state' | 'child' | 'leads'>;
  readonly #state: LoopState;
  readonly #cell: LoopHandle['cell'];
  readonly #child: ChildProcess;
  readonly #argv: readonly string[];
  readonly #pipes: Map<number, Pipe>;
  readonly #streams: ChildStreams;
  readonly #watcher: ExitWatcher;
  #protocol: SubprocessProtocol;
  #returncode: number | null = null;
  /** What happened before `connectionMade`. */
  #early: [event: Told, args: unknown[]][] | null = [];
  #closed = false;
  #finishing = false;
  /** `connectionLost` was called: nothing is there to be signalled. */
  #finished = false;
  readonly #exitWaiters: Future<void>[] = [];
  /** The kernel kills the child and reaps it. */
  readonly #onLoopClosed = (): void => {
    this.#streams.closeAll();
    for (const { transport } of this.#pipes.values()) transport?.close();
  };

  constructor({ state, child, protocol, argv, streams, leads }: SubprocessParts) {
    this.parts = { state, child, leads };
    this.#state = state;
    this.#cell = captureCell(state);
    this.#child = child;
    this.#protocol = protocol;
    this.#argv = argv;
    this.#streams = streams;
    this.#pipes = new Map(streams.piped.map((fd) => [fd, { transport: null, lost: false }]));
    this.opened = state.loop.createFuture();
    this.#watcher = new ExitWatcher(state, child, (returncode) => this.#exited(returncode));
    if (this.#pipes.size === 0) this.#begin();
    state.onClosed.add(this.#onLoopClosed);
  }

  getPid(): number {
    return this.#child.pid;
  }

  getReturncode(): number | null {
    return this.#returncode;
  }

  getPipeTransport(fd: number): BaseTransport | null {
    return this.#pipes.get(fd)?.transport ?? null;
  }

  getExtraInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined;
  getExtraInfo<Default = undefined>(name: string, fallback?: Default): unknown | Default;
  getExtraInfo(name: string, fallback?: unknown): unknown {
    if (name !== 'subprocess') return fallback;
    return { pid: this.#child.pid, argv: this.#argv, returncode: this.#returncode };
  }

  setProtocol(protocol: AnyProtocol): void {
    this.#protocol = protocol as SubprocessProtocol;
  }

  getProtocol(): SubprocessProtocol {
    return this.#protocol;
  }

  isClosing(): boolean {
    return this.#closed;
  }

  /** Close the pipes, and kill the child unless it has ended. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { transport } of this.#pipes.values()) transport?.close();
    if (this.#returncode !== null || this.#state.phase === 'closed') return;
    // It may have ended and nobody has looked yet.
    if (this.#watcher.hasEnded()) return;
    if (this.#state.debug) this.#state.warn(`Close running child process: kill ${this}`);
    this.#child.kill(signalNumber('SIGKILL'));
  }

  sendSignal(signal: NodeJS.Signals | number): void {
    const signo = signalNumber(signal, this.#state.kernel.signals);
    if (this.#finished || this.#state.phase === 'closed') {
      throw systemError(-ESRCH, 'kill', { reason: `no such process: child ${this.#child.pid} has ended` });
    }
    const answer = this.#child.kill(signo);
    if (answer < 0 && answer !== -ESRCH) throw systemError(answer, 'kill');
  }

  terminate(): void {
    this.sendSignal('SIGTERM');
  }

  kill(): void {
    this.sendSignal('SIGKILL');
  }

  toString(): string {
    const status = this.#returncode === null ? 'running' : `returncode=${this.#returncode}`;
    const pipes = [...this.#pipes].map(([fd, { transport }]) => ` ${NAMES[fd]}=${transport ?? 'connecting'}`);
    return `<SubprocessTransport pid=${this.#child.pid} ${status}${pipes.join('')}>`;
  }

  /** @internal Done when the child has ended. */
  exited(): Future<void> {
    const waiter = this.#state.loop.createFuture<void>();
    if (this.#returncode === null) this.#exitWaiters.push(waiter);
    else waiter.setResult();
    return waiter;
  }

  /** @internal */
  pipeMade(fd: number, transport: BaseTransport): void {
    const pipe = this.#pipes.get(fd) as Pipe;
    pipe.transport = transport;
    if (this.#closed) transport.close();
    for (const each of this.#pipes.values()) if (each.transport === null) return;
    this.#begin();
  }

  /** @internal */
  pipeData(fd: number, data: Buffer): void {
    this.#tell('pipeDataReceived', [fd, data]);
  }

  /** @internal */
  pipeLost(fd: number, error: Error | null): void {
    (this.#pipes.get(fd) as Pipe).lost = true;
    this.#tell('pipeConnectionLost', [fd, error]);
    this.#tryToFinish();
  }

  /** @internal */
  pipeFailed(error: unknown): void {
    // It never begins, so it never finishes: the loop must not keep it.
    this.#state.onClosed.delete(this.#onLoopClosed);
    if (!this.opened.done()) this.opened.setException(error);
  }

  /** @internal Called from inside `write`, and what it throws is reported there. */
  pauseWriting(): void {
    this.#protocol.pauseWriting?.();
  }

  /** @internal */
  resumeWriting(): void {
    this.#protocol.resumeWriting?.();
  }

  #begin(): void {
    this.#later(() => {
      this.#call('connectionMade', [this]);
      const early = this.#early ?? [];
      // More may come meanwhile.
      for (let i = 0; i < early.length; i++) this.#call(...(early[i] as [Told, unknown[]]));
      this.#early = null;
      if (!this.opened.done()) this.opened.setResult();
      this.#tryToFinish();
    });
  }

  #exited(returncode: number): void {
    this.#returncode = returncode;
    this.#tell('processExited', []);
    for (const waiter of this.#exitWaiters) if (!waiter.done()) waiter.setResult();
    this.#tryToFinish();
  }

  #tryToFinish(): void {
    if (this.#returncode === null || this.#early !== null || this.#finishing) return;
    for (const { lost } of this.#pipes.values()) if (!lost) return;
    this.#finishing = true;
    this.#later(() => {
      this.#call('connectionLost', [null]);
      this.#finished = true;
      this.#state.onClosed.delete(this.#onLoopClosed);
      this.#protocol = NO_PROTOCOL;
    });
  }

  #tell(event: Told, args: unknown[]): void {
    if (this.#early === null) this.#call(event, args);
    else this.#early.push([event, args]);
  }

  /** What a protocol throws ends nothing. */
  #call(event: Told, args: unknown[]): void {
    const protocol = this.#protocol as Partial<Record<Told, (...args: unknown[]) => void>>;
    try {
      protocol[event]?.(...args);
    } catch (exception) {
      const told = this.#protocol as AnyProtocol;
      this.#state.report({ message: `protocol.${event}() failed`, exception, transport: this, protocol: told });
    }
  }

  #later(step: () => void): void {
    enqueue(this.#state, new LoopHandle(this.#state, this.#cell, step, []));
  }
}

showAsText(SubprocessTransport.prototype);
