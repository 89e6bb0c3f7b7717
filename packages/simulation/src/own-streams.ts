import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { OpenFile } from './open-file.ts';

/** A standard stream of the process that a kernel belongs to, as children have it. Nothing is to be read from it; what is written is kept. */
export class OwnStream extends OpenFile {
  readonly #name: string;
  readonly #written: Buffer[] = [];

  constructor(name: string) {
    super();
    this.#name = name;
    // Never closed.
    this.hold();
  }

  describe(): string {
    return this.#name;
  }

  readiness(): number {
    return READABLE | WRITABLE;
  }

  read(): Buffer {
    return Buffer.alloc(0);
  }

  write(data: Uint8Array): number {
    this.#written.push(Buffer.from(data));
    return data.length;
  }

  protected close(): void {}

  written(): string {
    return String(Buffer.concat(this.#written));
  }
}

/** The three of them, which are there without having been opened. */
export class OwnStreams {
  readonly #all: readonly OwnStream[] = ['standard input', 'standard output', 'standard error'].map((name) => new OwnStream(name));

  at(fd: number): OpenFile | undefined {
    return this.#all[fd];
  }

  /** What children wrote. */
  written(fd: 1 | 2): string {
    return this.#all[fd]?.written() ?? '';
  }
}
