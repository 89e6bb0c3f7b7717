import type { TransferListItem } from 'node:worker_threads';
import type { Clone } from '../work/find-unshareable.ts';
import type { PackedThrown } from '../work/packed-error.ts';
import type { FromWorker, SentTask, StartMessage } from '../worker/wire.ts';

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What it died of, where that is known. */
  readonly error: unknown;
}

export interface LinkListener {
  ready(id: number): void;
  initializerFailed(error: PackedThrown): void;
  answered(answer: Extract<FromWorker, readonly unknown[]>): void;
  /** The worker is gone, and all that it has sent has been told. */
  ended(end: WorkerEnd): void;
}

/** A worker as its pool sees it: a thread or a process, and the way to it. */
export interface WorkerLink {
  /** @throws what cannot be copied */
  start(message: StartMessage): void;
  /** @throws what cannot be copied; nothing is sent then. */
  send(tasks: readonly SentTask[], forget: readonly number[] | null, transferList: readonly TransferListItem[] | null): void;
  /** Whether it has begun with the work of that number. */
  begun(id: number): boolean;
  /** Whether it will not do that work, of which it was sent the number. */
  takeBack(id: number): boolean;
  /** Tell the work that it is cancelled. */
  abort(id: number): void;
  /** Have it keep the process alive, or not. */
  keepAlive(alive: boolean): void;
  /** Let it end once it has nothing to do. */
  stop(): void;
  /** End it at once. */
  kill(): void;
  /** Take what it has sent, before its messages come; `null` where that cannot be. */
  readonly drain: (() => void) | null;
  /** The same in a thread that blocks, and the worker's end. */
  readonly poll: (() => void) | null;
}

/** What makes workers of one kind. */
export interface WorkerKind {
  readonly kind: 'thread' | 'interpreter' | 'process';
  /** How much short work a worker may have waiting beside what it runs; 0 where nothing can be taken back. */
  readonly ahead: number;
  /** Whether work is sent all at once or not at all; else one piece at a time. */
  readonly batches: boolean;
  readonly clone: Clone;
  /** Names that work may use. */
  readonly globals: () => ReadonlySet<string>;
  readonly shared: ReadonlySet<string>;
  /** Whether `transfer` moves. */
  readonly moves: boolean;
  readonly Broken: new (message: string, options: { cause: unknown }) => Error;
  /** What a future fails with when its work threw this. */
  thrown(error: unknown): unknown;
  link(name: string, listener: LinkListener): WorkerLink;
}
