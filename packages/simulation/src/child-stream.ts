import { constants } from 'node:os';
import { systemError } from '@tsyncio/core/area';
import { CallLine } from './call-line.ts';
import type { FakeProcess } from './fake-process.ts';
import type { OpenFile } from './open-file.ts';
import type { Pending } from './pending.ts';

const BLOCK = 65_536;
const LINE_END = 10;
const { EAGAIN, EPIPE } = constants.errno;
const { SIGPIPE } = constants.signals;

/** A descriptor that a simulated program reads and writes. Calls in the same direction wait for each other. */
export class ChildStream implements AsyncIterable<Buffer> {
  readonly fd: number;
  readonly #process: FakeProcess;
  readonly #reads: CallLine;
  readonly #writes: CallLine;
  /** Read beyond the end of a line. */
  #rest: Buffer = Buffer.alloc(0);

  /** @internal */
  constructor(process: FakeProcess, fd: number) {
    this.fd = fd;
    this.#process = process;
    this.#reads = new CallLine(process, fd);
    this.#writes = new CallLine(process, fd);
  }

  /** What is there, up to `nbytes`, once there is something. Empty at the end. */
  read(nbytes: number = BLOCK): Pending<Buffer> {
    return this.#reads.call('read', (file) => (this.#rest.length > 0 ? this.#take(nbytes) : readSome(file, nbytes)));
  }

  /** Everything, up to the end. */
  readAll(): Pending<Buffer> {
    const parts: Buffer[] = [];
    return this.#reads.call('read', (file) => {
      for (let data = readSome(file, BLOCK); data !== undefined; data = readSome(file, BLOCK)) {
        if (data.length === 0) return Buffer.concat([this.#take(this.#rest.length), ...parts]);
        parts.push(data);
      }
      return undefined;
    });
  }

  /** Up to the end of the line, which comes with it. The last line may have none; '' at the end. */
  readLine(): Pending<string> {
    return this.#reads.call('read', (file) => {
      let end = this.#rest.indexOf(LINE_END);
      while (end < 0) {
        const data = readSome(file, BLOCK);
        if (data === undefined) return undefined;
        if (data.length === 0) return String(this.#take(this.#rest.length));
        this.#rest = Buffer.concat([this.#rest, data]);
        end = this.#rest.indexOf(LINE_END);
      }
      return String(this.#take(end + 1));
    });
  }

  /** All of `data`. When nobody reads it any more, the process gets SIGPIPE; if that does not end it, the error EPIPE. */
  write(data: string | Uint8Array): Pending<void> {
    const bytes = Buffer.from(data as string);
    let written = 0;
    const all = this.#writes.call('write', (file) => {
      while (written < bytes.length) {
        const count = file.write(bytes.subarray(written));
        if (count === -EAGAIN) return undefined;
        if (count === -EPIPE) this.#process.deliver(SIGPIPE);
        if (this.#process.hasEnded) return undefined;
        if (count < 0) throw systemError(count, 'write');
        written += count;
      }
      return true;
    });
    return all as Pending<unknown> as Pending<void>;
  }

  /** The process has it no longer. Others may. */
  close(): void {
    this.#process.close(this.fd);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let data = await this.read(); data.length > 0; data = await this.read()) yield data;
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
}

function readSome(file: OpenFile, nbytes: number): Buffer | undefined {
  const data = file.read(nbytes);
  if (typeof data !== 'number') return data;
  if (data === -EAGAIN) return undefined;
  if (data < 0) throw systemError(data, 'read');
  return Buffer.alloc(0);
}
