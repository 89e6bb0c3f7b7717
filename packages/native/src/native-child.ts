import { constants } from 'node:os';
import type { ChildProcess } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';

/** What a child killed by the kernel that started it ended with. */
const KILLED = -constants.signals.SIGKILL;

/** A child of the addon, until it was reaped. */
export class NativeChild implements ChildProcess {
  readonly pid: number;
  readonly exit: number;
  readonly #binding: Binding;
  readonly #reaped: (child: NativeChild) => void;
  #status: number | null = null;

  constructor(binding: Binding, pid: number, exit: number, reaped: (child: NativeChild) => void) {
    this.#binding = binding;
    this.pid = pid;
    this.exit = exit;
    this.#reaped = reaped;
  }

  reap(): number | null {
    if (this.#status !== null) return this.#status;
    this.#status = this.#binding.processReap(this.pid);
    if (this.#status !== null) this.#reaped(this);
    return this.#status;
  }

  kill(signo: number): number {
    return this.#status === null ? this.#binding.processKill(this.pid, signo) : -constants.errno.ESRCH;
  }

  /** Kill and reap it. */
  end(): void {
    if (this.reap() !== null) return;
    this.#binding.processEnd(this.pid);
    this.#status = KILLED;
    this.#reaped(this);
  }
}
