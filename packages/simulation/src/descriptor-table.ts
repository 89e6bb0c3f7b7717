import { constants } from 'node:os';
import type { OpenFile } from './open-file.ts';

/** As in a process that has standard input, output and error already. */
const LOWEST = 3;
const { EBADF, EMFILE } = constants.errno;

/** What numbers stand for that were never opened here: standard input, output and error. */
export interface StandardFiles {
  at(fd: number): OpenFile | undefined;
}

/** The numbers of one kernel's descriptors. A new one gets the lowest that is free. */
export class DescriptorTable {
  readonly #files = new Map<number, OpenFile>();
  readonly #limit: number;
  /** No number below it is free. */
  #lowest: number = LOWEST;
  readonly #standard: StandardFiles;

  /** @param limit how many descriptors may be open at once. */
  constructor(limit: number, standard: StandardFiles) {
    this.#limit = limit;
    this.#standard = standard;
  }

  at(fd: number): OpenFile | undefined {
    return this.#files.get(fd) ?? this.#standard.at(fd);
  }

  /** Whether `count` more may be opened: 0, or -EMFILE. */
  room(count = 1): number {
    return this.#files.size + count > this.#limit ? -EMFILE : 0;
  }

  /** The number for a file; there must be room. */
  add(file: OpenFile): number {
    let fd = this.#lowest;
    while (this.#files.has(fd)) fd++;
    this.#lowest = fd + 1;
    this.#files.set(fd, file);
    file.hold();
    return fd;
  }

  /** The files of several numbers, or -EBADF when one of them is not open. */
  all(fds: readonly number[]): readonly OpenFile[] | number {
    const files = fds.map((fd) => this.#files.get(fd)).filter((file) => file !== undefined);
    return files.length === fds.length ? files : -EBADF;
  }

  /** Close a number: 0, or -EBADF. */
  close(fd: number): number {
    const file = this.#files.get(fd);
    if (file === undefined) return -EBADF;
    this.#files.delete(fd);
    this.#lowest = Math.min(this.#lowest, fd);
    file.letGo();
    return 0;
  }

  closeAll(): void {
    for (const fd of [...this.#files.keys()]) this.close(fd);
  }

  /** Each open descriptor, in words. */
  describe(): string[] {
    return [...this.#files].sort(([a], [b]) => a - b).map(([fd, file]) => `${fd}: ${file.describe()}`);
  }
}
