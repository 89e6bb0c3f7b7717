import type { Protocol } from '@tsyncio/core';
import type { PipeListener } from './pipe-protocol.ts';

export type Position = 0 | 1 | 2;

/** The standard streams of one child, made before it starts. */
export interface ChildStreams {
  /** What become the child's 0, 1 and 2. */
  readonly child: readonly [stdin: number, stdout: number, stderr: number];
  /** What we have of them, and which of the child's descriptors each is for; `null` where everything is to be thrown away. */
  readonly ours: ReadonlyMap<number, Position | null>;
  /** Which of the child's descriptors there is something for. */
  readonly piped: readonly Position[];
  /** What is told of one of them, unless it is a pipe like others. */
  protocolOf?(position: Position, listener: PipeListener): Protocol;
  /** The child has what it needs, or will never start. */
  closeChildEnds(): void;
  /** A transport has it. */
  forget(fd: number): void;
  closeAll(): void;
}
