import type { Clock } from './clock.ts';
import type { Files } from './files.ts';
import type { Pipes } from './pipes.ts';
import type { Poller } from './poller.ts';
import type { Processes } from './processes.ts';
import type { Resolver } from './resolver.ts';
import type { Signals } from './signals.ts';
import type { SocketCalls } from './socket-calls.ts';
import type { SocketPaths } from './socket-paths.ts';
import type { Turns } from './turns.ts';

/**
 * What lies under one loop. Every kernel has a clock and turns; areas name the further parts they need in their type.
 * A kernel serves the one loop it was given to.
 */
export interface Kernel {
  readonly name: string;
  /** Whether its descriptors and its time are those of this process, so that modules of Node can share them. */
  readonly native?: boolean;
  /** Set when the parts after `turns` only throw this error: what they need is missing on this machine, and they say so when they are used. */
  readonly unavailable?: Error;
  readonly clock: Clock;
  readonly turns: Turns;
  /** Absent when the kernel cannot poll descriptors. */
  readonly poller?: Poller;
  readonly sockets?: SocketCalls;
  /** Absent when the kernel cannot send files by itself. */
  readonly files?: Files;
  readonly resolver?: Resolver;
  /** Absent when the kernel has no pipes. */
  readonly pipes?: Pipes;
  /** Absent when the kernel has no Unix sockets with paths. */
  readonly paths?: SocketPaths;
  /** Absent when the kernel cannot catch signals. */
  readonly signals?: Signals;
  /** Absent when the kernel cannot start processes. */
  readonly processes?: Processes;
  /** The loop was closed: give up everything. Called once, never in a turn. */
  close(): void;
}

export interface PollerKernel extends Kernel {
  readonly poller: Poller;
}

export interface SocketKernel extends PollerKernel {
  readonly sockets: SocketCalls;
}

export interface ResolverKernel extends Kernel {
  readonly resolver: Resolver;
}
