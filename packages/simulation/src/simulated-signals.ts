import { constants } from 'node:os';
import { type Signals, signalName, signalNumber } from '@tsyncio/core/area';
import { defaultAction } from './default-action.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { isCatchable } from './known-signals.ts';
import { SignalMailbox } from './signal-mailbox.ts';

const { EINVAL } = constants.errno;
const { SIGPIPE, SIGRTMAX } = { SIGRTMAX: process.platform === 'linux' ? 64 : 31, ...constants.signals };

/** The signals of one kernel, which nobody else sends. Each that is raised is delivered at once: two of the same are two. */
export class SimulatedSignals implements Signals {
  readonly numbers: Readonly<Record<string, number>> = constants.signals;
  readonly highest: number = SIGRTMAX;
  readonly #table: DescriptorTable;
  readonly #mailbox = new SignalMailbox();
  readonly #watched = new Set<number>();
  #fd = -1;

  constructor(table: DescriptorTable) {
    this.#table = table;
  }

  open(): number {
    if (this.#fd < 0) this.#fd = this.#table.room() || this.#table.add(this.#mailbox);
    return this.#fd;
  }

  watch(signo: number): number {
    if (!isCatchable(signo)) return -EINVAL;
    this.#watched.add(signo);
    return 0;
  }

  unwatch(signo: number): number {
    if (!isCatchable(signo)) return -EINVAL;
    this.#watched.delete(signo);
    return 0;
  }

  take(): readonly number[] {
    return this.#mailbox.take();
  }

  /**
   * A signal arrives. `true` when it is caught; `false` when nobody does, and it is one that is ignored then.
   *
   * @throws {Error} when it would have ended or stopped this process.
   */
  raise(signal: NodeJS.Signals | number): boolean {
    const signo = signalNumber(signal);
    if (this.#watched.has(signo)) {
      this.#mailbox.push(signo);
      return true;
    }
    const action = defaultAction(signo);
    // Node ignores SIGPIPE.
    if (action === 'ignore' || action === 'continue' || signo === SIGPIPE) return false;
    throw new Error(`${signalName(signo)} would have ${action === 'end' ? 'ended' : 'stopped'} this process: nobody handles it`);
  }

  close(): void {
    if (this.#fd >= 0) this.#table.close(this.#fd);
    this.#fd = -1;
    this.#watched.clear();
  }
}
