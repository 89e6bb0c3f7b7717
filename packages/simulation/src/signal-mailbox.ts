import { constants } from 'node:os';
import { READABLE } from '@tsyncio/core/area';
import { OpenFile } from './open-file.ts';

const { EINVAL } = constants.errno;

/** The signals that came and were not taken yet. */
export class SignalMailbox extends OpenFile {
  #signals: number[] = [];

  describe(): string {
    return 'signals';
  }

  readiness(): number {
    return this.#signals.length > 0 ? READABLE : 0;
  }

  push(signo: number): void {
    this.#signals.push(signo);
    this.onChange();
  }

  take(): readonly number[] {
    const taken = this.#signals;
    this.#signals = [];
    return taken;
  }

  read(): number {
    return -EINVAL;
  }

  write(): number {
    return -EINVAL;
  }

  protected close(): void {}
}
