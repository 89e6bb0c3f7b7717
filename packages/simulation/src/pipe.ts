import { constants } from 'node:os';
import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { ByteQueue } from './byte-queue.ts';
import type { Choices } from './choices.ts';
import { HANGUP, OpenFile } from './open-file.ts';

/** In bytes, as on Linux. */
const CAPACITY = 65_536;
/** Up to this many bytes are written together or not at all (PIPE_BUF). */
const ATOMIC = 4096;
const { EAGAIN, EBADF, EPIPE } = constants.errno;

/** Both ends of a pipe: what is written to the second is read from the first. */
export function openPipe(choices: Choices): readonly [PipeReader, PipeWriter] {
  const writer = new PipeWriter(choices);
  return [writer.reader, writer];
}

export class PipeReader extends OpenFile {
  readonly queue: ByteQueue = new ByteQueue();
  readonly #writer: PipeWriter;
  readonly #choices: Choices;
  open = true;

  constructor(writer: PipeWriter, choices: Choices) {
    super();
    this.#writer = writer;
    this.#choices = choices;
  }

  describe(): string {
    return 'read end of a pipe';
  }

  readiness(): number {
    return (this.queue.length > 0 ? READABLE : 0) | (this.#writer.open ? 0 : HANGUP);
  }

  read(nbytes: number): Buffer | number {
    const possible = Math.min(nbytes, this.queue.length);
    if (possible === 0) return nbytes > 0 && this.#writer.open ? -EAGAIN : 0;
    const bytes = this.queue.take(this.#choices.portion(possible));
    this.#writer.onChange();
    return bytes;
  }

  write(): number {
    return -EBADF;
  }

  protected close(): void {
    this.open = false;
    this.#writer.onChange();
  }
}

export class PipeWriter extends OpenFile {
  readonly reader: PipeReader;
  readonly #choices: Choices;
  open = true;

  constructor(choices: Choices) {
    super();
    this.#choices = choices;
    this.reader = new PipeReader(this, choices);
  }

  describe(): string {
    return 'write end of a pipe';
  }

  readiness(): number {
    return (this.#room() >= ATOMIC ? WRITABLE : 0) | (this.reader.open ? 0 : HANGUP);
  }

  read(): number {
    return -EBADF;
  }

  write(data: Uint8Array): number {
    if (data.length === 0) return 0;
    if (!this.reader.open) return -EPIPE;
    const possible = Math.min(data.length, this.#room());
    if (possible === 0 || (data.length <= ATOMIC && possible < data.length)) return -EAGAIN;
    const written = data.length <= ATOMIC ? data.length : this.#choices.portion(possible);
    this.reader.queue.push(Buffer.from(data.subarray(0, written)));
    this.reader.onChange();
    return written;
  }

  protected close(): void {
    this.open = false;
    this.reader.onChange();
  }

  #room(): number {
    return CAPACITY - this.reader.queue.length;
  }
}
