import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import { type FileLike, type FileTransfer, type Future, SendfileNotAvailableError } from '@tsyncio/core';
import { errorCode, LoopFuture, systemError } from '@tsyncio/core/area';
import { readFile } from './read-file.ts';
import type { Sending } from './sock-sendfile.ts';
import { AGAIN, whenWritable } from './when-ready.ts';

/** What the system sends in one turn at most, in bytes: other sockets have their turn too. */
const MOST_BY_SYSTEM = 1024 * 1024;
/** What is read and sent in one go without the system's help, in bytes. */
const BLOCK = 256 * 1024;
const { EAGAIN, ESPIPE } = constants.errno;

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
  #regular = false;
  #step: Future<unknown> | null = null;

  begin(prepare: () => Sending): this {
    try {
      const sending = prepare();
      this.#regular = fstatSync(descriptorOf(sending.file)).isFile();
      this.#sending = sending;
      this.#sendBySystem(sending);
    } catch (error) {
      this.setException(error);
    }
    return this;
  }

  protected override settle(status: 'finished' | 'failed' | 'cancelled', outcome: unknown): void {
    super.settle(status, outcome);
    this.#step?.cancel();
    this.#leavePosition();
  }

  #sendBySystem(sending: Sending): void {
    const { files } = this.state.kernel;
    if (files === undefined) return this.#sendByBlocks(sending, 'this kernel has no sendfile');
    if (!this.#regular) return this.#sendByBlocks(sending, 'it is no regular file');
    const { sock, file } = sending;
    const sent = whenWritable(this.state, sock, () => {
      const count = Math.min(this.#left(sending), MOST_BY_SYSTEM);
      const answer = files.sendfile(sock.fileno(), descriptorOf(file), sending.offset + this.bytesSent, count);
      if (answer === -EAGAIN) return AGAIN;
      if (answer < 0 && this.bytesSent === 0) return errorCode(answer);
      if (answer < 0) throw systemError(answer, 'sendfile');
      this.bytesSent += answer;
      return answer === 0 || this.#left(sending) === 0 ? null : AGAIN;
    });
    this.#follow(sent, (refused) => {
      if (refused === null) this.setResult(this.bytesSent);
      else this.#sendByBlocks(sending, `sendfile failed with ${refused}`);
    });
  }

  #sendByBlocks(sending: Sending, reason: string): void {
    if (!sending.fallback)
      throw new SendfileNotAvailableError(`the system cannot send this file by itself: ${reason}; allow fallback to send it`);
    if (!this.#regular && sending.offset > 0) throw systemError(-ESPIPE, 'lseek', { reason: 'this file has no offsets' });
    this.#sendBlock(sending, Buffer.allocUnsafeSlow(Math.min(BLOCK, sending.count)));
  }

  #sendBlock(sending: Sending, block: Buffer): void {
    const wanted = Math.min(block.length, this.#left(sending));
    if (wanted === 0) return this.setResult(this.bytesSent);
    const position = this.#regular ? sending.offset + this.bytesSent : null;
    const read = readFile(this.state, descriptorOf(sending.file), block.subarray(0, wanted), position);
    this.#follow(read, (nbytes) => {
      if (nbytes === 0) return this.setResult(this.bytesSent);
      const sent = this.#sendAll(sending, block.subarray(0, nbytes));
      this.#follow(sent, () => this.#sendBlock(sending, block));
    });
  }

  #sendAll({ sock }: Sending, bytes: Buffer): Future<undefined> {
    let done = 0;
    return whenWritable(this.state, sock, () => {
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
        this.setException(error);
      }
    };
    if (step.done()) proceed();
    else step.addDoneCallback(proceed);
  }

  #leavePosition(): void {
    const sending = this.#sending;
    if (sending === null || !this.#regular || this.bytesSent === 0) return;
    const fd = descriptorOf(sending.file);
    // A file that was closed meanwhile has no position.
    if (fd >= 0) this.state.kernel.files?.seek?.(fd, sending.offset + this.bytesSent);
  }
}

function descriptorOf(file: FileLike): number {
  return typeof file === 'number' ? file : file.fd;
}
