import { type FileTransfer, SendfileNotAvailableError, type SocketApi } from '@tsyncio/core';
import type { FilePart } from '@tsyncio/core/area';
import type { FileHold } from '../base/file-hold.ts';
import type { FileSending } from './file-sending.ts';

/** After these there is no connection any more; others are the file's own. */
const LOST: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTCONN',
  'ESHUTDOWN',
  'ETIMEDOUT',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
]);

/** By the system, over the socket of a transport that is held for it. */
export class SystemSending implements FileSending {
  readonly #hold: FileHold;
  readonly #sockSendfile: SocketApi['sockSendfile'];
  readonly #part: FilePart;

  constructor(hold: FileHold, sockSendfile: SocketApi['sockSendfile'], part: FilePart) {
    this.#hold = hold;
    this.#sockSendfile = sockSendfile;
    this.#part = part;
  }

  get bytesSent(): number {
    return this.#hold.bytesSent;
  }

  async send(): Promise<void> {
    const { file, offset, count, fallback } = this.#part;
    const options = { offset, count: Number.isFinite(count) ? count : null, fallback };
    let lost: Error | null = null;
    try {
      await this.#hold.send((sock) => this.#sockSendfile(sock, file, options) as FileTransfer);
    } catch (error) {
      lost = connectionError(error);
      throw lost ?? error;
    } finally {
      this.#hold.release(lost);
    }
  }
}

/** What ended the connection, if that is what happened: without a fallback it is behind the system's refusal. */
function connectionError(error: unknown): Error | null {
  const reason = error instanceof SendfileNotAvailableError ? error.cause : error;
  return reason instanceof Error && LOST.has((reason as { code?: unknown }).code) ? reason : null;
}
