import { constants } from 'node:os';
import type { Signals } from '@tsyncio/core/area';
import type { Binding, SignalLoop } from './binding.ts';

const { EBADF } = constants.errno;

/** Signals through libuv, which shares them out between kernels and the listeners of `process.on`. Nothing is open before the first use. */
export class NativeSignals implements Signals {
  readonly numbers: Readonly<Record<string, number>> = constants.signals;
  readonly highest: number;
  readonly #binding: Binding;
  #loop: SignalLoop | null = null;
  #closed = false;

  constructor(binding: Binding) {
    this.#binding = binding;
    this.highest = binding.highestSignal;
  }

  open(): number {
    const loop = this.#opened();
    return typeof loop === 'number' ? loop : this.#binding.signalsDescriptor(loop);
  }

  watch(signo: number): number {
    const loop = this.#opened();
    return typeof loop === 'number' ? loop : this.#binding.signalsWatch(loop, signo);
  }

  unwatch(signo: number): number {
    if (this.#loop !== null) this.#binding.signalsUnwatch(this.#loop, signo);
    return 0;
  }

  take(): readonly number[] {
    return this.#loop === null ? [] : this.#binding.signalsTake(this.#loop);
  }

  /** What its signals did before they do again, and its descriptor is closed. */
  close(): void {
    if (this.#loop !== null) this.#binding.signalsClose(this.#loop);
    this.#loop = null;
    this.#closed = true;
  }

  #opened(): SignalLoop | number {
    if (this.#loop !== null) return this.#loop;
    if (this.#closed) return -EBADF;
    const loop = this.#binding.signalsOpen();
    if (typeof loop !== 'number') this.#loop = loop;
    return loop;
  }
}
