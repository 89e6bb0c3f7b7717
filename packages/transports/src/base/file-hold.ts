import { constants } from 'node:os';
import type { FileTransfer, Future, Loop, Socket } from '@tsyncio/core';
import { systemError } from '@tsyncio/core/area';

/** A transport that says by this method that the system can send files over its socket. */
export interface FileHolder {
  /** Write nothing else and read nothing until the hold is released. @throws {LoopError} `ERR_TRANSPORT_STATE` when it cannot do so now. */
  holdForFile(): FileHold;
}

export function isFileHolder(transport: object): transport is FileHolder {
  return typeof (transport as Partial<FileHolder>).holdForFile === 'function';
}

/** What a transport does for whoever holds it. */
export interface Held {
  readonly loop: Loop;
  readonly sock: Socket;
  /** The hold is over. */
  carryOn(): void;
  /** The connection is lost. */
  lose(error: Error): void;
}

/**
 * A transport in the hands of one `sendfile`.
 *
 *   held ──buffer empty──► drained ──► send ──► release: the transport carries on, or closes
 *     └────────────── lost, aborted ──────────────┘ ends whatever is waited for, with `error`
 */
export class FileHold {
  /** Done once all that was written before has been sent. */
  readonly drained: Future<void>;
  /** Why the connection is lost. */
  error: Error | null = null;
  /** In bytes. */
  bytesSent = 0;
  readonly #held: Held;
  #transfer: FileTransfer | null = null;

  constructor(held: Held) {
    this.#held = held;
    this.drained = held.loop.createFuture();
  }

  /** What was written before has been sent. */
  drain(): void {
    if (!this.drained.done()) this.drained.setResult();
  }

  /** The connection is lost; without an error, it was aborted. */
  end(error: Error | null): void {
    if (this.error !== null) return;
    this.error = error ?? systemError(-constants.errno.ECONNABORTED, 'sendfile', { reason: 'the transport was aborted' });
    // Nobody goes on on a loop that is closed.
    if (this.#held.loop.isClosed()) return;
    this.drain();
    this.#transfer?.cancel();
  }

  /** Send over the socket; what `begin` began is cancelled when the connection is lost. */
  async send(begin: (sock: Socket) => FileTransfer): Promise<void> {
    if (!this.drained.done()) await this.drained;
    if (this.error !== null) throw this.error;
    const transfer = begin(this.#held.sock);
    this.#transfer = transfer;
    try {
      await transfer;
    } catch (error) {
      throw this.error ?? error;
    } finally {
      this.bytesSent = transfer.bytesSent;
      this.#transfer = null;
    }
  }

  /** The transport carries on; with an error, its connection is lost. */
  release(lost: Error | null): void {
    if (lost !== null) this.#held.lose(lost);
    this.#held.carryOn();
  }
}
