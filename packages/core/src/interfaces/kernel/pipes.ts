/** What a descriptor that can be read or written as a stream stands for. */
export type PipeKind = 'fifo' | 'socket' | 'character' | 'other';

/** Streams of bytes that need not be sockets: pipes, FIFOs, terminals. A number below zero is a negated error number. */
export interface Pipes {
  /** The descriptors of a new pipe's read end and write end: non-blocking, close-on-exec, closed with the kernel until they are released. */
  open(): readonly [reader: number, writer: number] | number;
  /** Let a pipe hold so many bytes before it is full; how many it holds then. Absent where that is as it is. */
  enlarge?(fd: number, nbytes: number): number;
  /** What `fd` is. */
  kindOf(fd: number): PipeKind | number;
  /** Up to `nbytes`, never written again; 0 at the end. */
  read(fd: number, nbytes: number): Buffer | number;
  readInto(fd: number, buffer: Uint8Array): number;
  /** Write `data` from `offset` on; how many bytes went. */
  write(fd: number, data: Uint8Array, offset: number): number;
  /** Write several buffers, the first from `offset` on. */
  writev(fd: number, list: readonly Uint8Array[], offset: number): number;
  /** Another descriptor for what `fd` is, close-on-exec, closed with the kernel until it is released. Absent where there are none. */
  duplicate?(fd: number): number;
}
