import { constants } from 'node:os';
import { type FileTransfer, type Future, SendfileNotAvailableError } from '@tsyncio/core';
import { LoopFuture, readAt, SentFile, systemError } from '@tsyncio/core/area';
import { readNext } from './read-file.ts';
import type { Sending } from './sock-sendfile.ts';
import { AGAIN, whenWritable } from './when-ready.ts';

/** What the system sends in one turn at most, in bytes: other sockets have their turn too. */
const MOST_BY_SYSTEM = 1024 * 1024;
/** What is read and sent in one go without the system's help, in bytes. */
const BLOCK = 256 * 1024;
const { EAGAIN, EBADF, ESPIPE } = constants.errno;

/**
 * A file on its way over a socket.
 *
 *   begin ──► by the system ──not available──► block by block ──► done
 *                   │                               │
 *                   └────── error, cancellation ────┴──► done, the file's position behind what was sent
 */
export class SockFileTransfer extends LoopFuture<number> implements FileTransfer {
  bytesSent = 0;
  #sending: Sending | null = null;
  #source: SentFile | null = null;
  #step: Future<unknown> | null = null;

  begin(prepare: () => Sending): this {
    try {
      const sending = prepare();
      const source = new SentFile(sending.file);
      this.#sending = sending;
      this.#source = source;
      this.state.onClose.add(this.#leavePosition);
      this.#sendBySystem(sending, source);
    } catch (error) {
      this.setException(error);
    }
    return this;
  }

  protected override settle(status: 'finished' | 'failed' | 'cancelled', outcome: unknown): void {
    // First: a loop that is closed takes no more waiters.
    this.state.onClose.delete(this.#leavePosition);
    this.#leavePosition();
    super.settle(status, outcome);
    this.#step?.cancel();
  }

  #sendBySystem(sending: Sending, source: SentFile): void {
    const { files } = this.state.kernel;
    if (files === undefined) return this.#sendByBlocks(sending, source, 'this kernel has no sendfile');
    if (!source.isRegular) return this.#sendByBlocks(sending, source, 'it is no regular file');
    const { sock } = sending;
    const sent = whenWritable(this.state, sock, 'sendfile', () => {
      const count = Math.min(this.#left(sending), MOST_BY_SYSTEM);
      const answer = files.sendfile(sock.fileno(), source.fd, sending.offset + this.bytesSent, count);
      if (answer === -EAGAIN) return AGAIN;
      if (answer < 0 && this.bytesSent === 0) return systemError(answer, 'sendfile');
      if (answer < 0) throw systemError(answer, 'sendfile');
      this.bytesSent += answer;
      return answer === 0 || this.#left(sending) === 0 ? null : AGAIN;
    });
    const next = (refused: Error | null): void => {
      if (refused === null) this.setResult(this.bytesSent);
      else this.#sendByBlocks(sending, source, refused.message, refused);
    };
    if (sent.done()) next(sent.result());
    else this.#follow(sent, next);
  }

  #sendByBlocks(sending: Sending, source: SentFile, reason: string, cause?: Error): void {
    if (!sending.fallback)
      throw new SendfileNotAvailableError(
        `the system cannot send this file by itself: ${reason}; allow fallback to send it`,
        cause === undefined ? undefined : { cause },
      );
    if (!source.isRegular && sending.offset > 0) throw systemError(-ESPIPE, 'lseek', { reason: 'this file has no offsets' });
    this.#sendBlock(sending, source, Buffer.allocUnsafeSlow(Math.min(BLOCK, sending.count)));
  }

  #sendBlock(sending: Sending, source: SentFile, block: Buffer): void {
    const wanted = Math.min(block.length, this.#left(sending));
    if (wanted === 0) return this.setResult(this.bytesSent);
    const space = block.subarray(0, wanted);
    const read = source.isRegular
      ? readAt(this.state, sending.file, space, sending.offset + this.bytesSent)
      : readNext(this.state, source.fd, space);
    this.#follow(read, (nbytes) => {
      if (nbytes === 0) return this.setResult(this.bytesSent);
      if (sending.sock.fileno() < 0) throw systemError(-EBADF, 'sendfile', { reason: 'the socket was closed while the file was read' });
      const sent = this.#sendAll(sending, block.subarray(0, nbytes));
      this.#follow(sent, () => this.#sendBlock(sending, source, block));
    });
  }

  #sendAll({ sock }: Sending, bytes: Buffer): Future<undefined> {
    let done = 0;
    return whenWritable(this.state, sock, 'send', () => {
      const taken = sock.send(bytes.subarray(done));
      done += taken;
      this.bytesSent += taken;
      return done === bytes.length ? undefined : AGAIN;
    });
  }

  #left({ count }: Sending): number {
    return count - this.bytesSent;
  }

  #follow<T>(step: Future<T>, next: (result: T) => void): void {
    this.#step = step;
    const proceed = (): void => {
      this.#step = null;
      if (this.done()) return;
      if (step.cancelled()) return void this.cancel();
      try {
        next(step.result());
      } catch (error) {
        if (!this.done()) this.setException(error);
      }
    };
    // A turn for each step: others have theirs too, and a file of very many small parts needs no deep stack.
    step.addDoneCallback(proceed);
  }

  readonly #leavePosition = (): void => {
    if (this.#sending === null || this.bytesSent === 0) return;
    this.#source?.leaveAt(this.#sending.offset + this.bytesSent, this.state.kernel.files);
  };
}
