import { constants } from 'node:os';
import type { ChildProcess } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';
import { ExitNotice } from './exit-notice.ts';
import type { FakeProcess } from './fake-process.ts';
import { isSignal } from './known-signals.ts';

const { EINVAL, ESRCH } = constants.errno;

/** A simulated process as its parent, the process of the kernel, has it. */
export class SimulatedChild implements ChildProcess {
  readonly pid: number;
  readonly exit: number;
  readonly #process: FakeProcess;
  readonly #descriptors: DescriptorTable;
  readonly #onReaped: () => void;
  #isReaped = false;

  /** There must be room for a descriptor. */
  constructor(process: FakeProcess, descriptors: DescriptorTable, onReaped: () => void) {
    this.pid = process.pid;
    this.exit = descriptors.add(new ExitNotice(process));
    this.#process = process;
    this.#descriptors = descriptors;
    this.#onReaped = onReaped;
  }

  reap(): number | null {
    if (this.#isReaped) return this.#process.status;
    if (!this.#process.isZombie) return null;
    this.drop();
    this.#onReaped();
    return this.#process.status;
  }

  kill(signo: number): number {
    if (this.#isReaped) return -ESRCH;
    if (signo !== 0 && !isSignal(signo)) return -EINVAL;
    this.#process.signal(signo);
    return 0;
  }

  /** Nothing is to be heard of it any more. */
  drop(): void {
    this.#isReaped = true;
    this.#descriptors.close(this.exit);
  }
}
