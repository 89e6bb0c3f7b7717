import { constants } from 'node:os';
import { READABLE } from '@tsyncio/core/area';
import type { FakeProcess } from './fake-process.ts';
import { OpenFile } from './open-file.ts';

const { EINVAL } = constants.errno;

/** Becomes readable when a process has ended, as the descriptor of one does on Linux. */
export class ExitNotice extends OpenFile {
  readonly #process: FakeProcess;

  constructor(process: FakeProcess) {
    super();
    this.#process = process;
    process.onEnded = () => this.onChange();
  }

  describe(): string {
    return `the end of child ${this.#process.pid}`;
  }

  readiness(): number {
    return this.#process.isZombie ? READABLE : 0;
  }

  read(): number {
    return -EINVAL;
  }

  write(): number {
    return -EINVAL;
  }

  protected close(): void {}
}
