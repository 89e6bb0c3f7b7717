import { constants } from 'node:os';
import type { OpenFile } from './open-file.ts';

/** As in a process that has standard input, output and error already. */
const LOWEST = 3;
const { EMFILE } = constants.errno;

/** The numbers of one kernel's descriptors. A new one gets the lowest that is free. */
export class DescriptorTable {
  readonly #files = new Map<number, OpenFile>();
  readonly #limit: number;

  /** @param limit how many descriptors may be open at once. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  at(fd: number): OpenFile | undefined {
    return this.#files.get(fd);
  }

  /** Whether `count` more may be opened: 0, or -EMFILE. */
  room(count = 1): number {
    return this.#files.size + count > this.#limit ? -EMFILE : 0;
  }

  /** The number for a file; there must be room. */
  add(file: OpenFile): number {
    let fd = LOWEST;
    while (this.#files.has(fd)) fd++;
    this.#files.set(fd, file);
    return fd;
  }

  remove(fd: number): void {
    this.#files.delete(fd);
  }

  /** Each open descriptor, in words. */
  describe(): string[] {
    return [...this.#files].sort(([a], [b]) => a - b).map(([fd, file]) => `${fd}: ${file.describe()}`);
  }
}
