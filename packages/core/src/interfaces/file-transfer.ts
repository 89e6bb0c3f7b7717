import type { Future } from './future.ts';

/** A file on its way; the result is how many bytes were sent. */
export interface FileTransfer extends Future<number> {
  /** How far it has got, or had got when it failed or was cancelled. */
  readonly bytesSent: number;
}
