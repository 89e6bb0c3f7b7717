import { fstatSync, type Stats } from 'node:fs';
import { constants } from 'node:os';
import type { FileLike } from '../interfaces/file-like.ts';
import type { Files } from '../interfaces/kernel/files.ts';
import { systemError } from '../system-error.ts';

/** A file that is sent: which one it is, whatever becomes of its number. */
export class SentFile {
  readonly file: FileLike;
  /** Whether it has offsets. */
  readonly isRegular: boolean;
  readonly #identity: Stats;

  /** @throws {SystemError} `EBADF` when it is not open. */
  constructor(file: FileLike) {
    this.file = file;
    this.#identity = statOf(this.fd);
    this.isRegular = this.#identity.isFile();
  }

  /** Below zero once a handle is closed. */
  get fd(): number {
    return typeof this.file === 'number' ? this.file : this.file.fd;
  }

  /** Leave it standing there; one that was closed meanwhile, or has no offsets, stands nowhere. */
  leaveAt(position: number, files: Files | undefined): void {
    if (this.isRegular && this.#isStill()) files?.seek?.(this.fd, position);
  }

  #isStill(): boolean {
    if (this.fd < 0) return false;
    try {
      const { dev, ino } = fstatSync(this.fd);
      return dev === this.#identity.dev && ino === this.#identity.ino;
    } catch {
      return false;
    }
  }
}

function statOf(fd: number): Stats {
  try {
    return fstatSync(fd);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error;
    throw systemError(-constants.errno.EBADF, 'fstat', { reason: `descriptor ${fd} is not open` });
  }
}
