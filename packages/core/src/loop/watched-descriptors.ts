import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';

/** The descriptors that one loop watches. */
export interface WatchedDescriptors {
  /** Whose descriptors they are. */
  readonly sockets: SocketCalls | undefined;
  /** Stop watching `fd`, which is about to be closed or given away, and tell its watches so. */
  forget(fd: number, how: 'close' | 'detach'): void;
}
