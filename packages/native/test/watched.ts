import { EventEmitter, once } from 'node:events';
import type { NativeKernel } from '../src/index.ts';

/** What a poll told: readiness by descriptor. */
export type Told = ReadonlyMap<number, number>;

/** What one poll that does not wait tells. */
export function ready(kernel: NativeKernel): Told {
  return toldBy(kernel, kernel.turns.poll());
}

function toldBy({ poller }: NativeKernel, count: number): Told {
  return new Map(Array.from({ length: count }, (_, i) => [poller.events[2 * i] as number, poller.events[2 * i + 1] as number]));
}

/** A hosted run without a loop: the turns it had, each as what it was told. */
export class HostedRun {
  readonly turns: Told[] = [];
  readonly #kernel: NativeKernel;
  readonly #happened: EventEmitter = new EventEmitter();

  constructor(kernel: NativeKernel) {
    this.#kernel = kernel;
    kernel.turns.attach((count) => {
      this.turns.push(toldBy(kernel, count));
      this.#happened.emit('turn');
    });
    kernel.turns.start();
  }

  /** Wait for a turn that told what is wanted. */
  async until(accept: (told: Told) => boolean): Promise<void> {
    const patience = AbortSignal.timeout(100_000);
    for (;;) {
      await once(this.#happened, 'turn', { signal: patience });
      if (accept(this.turns.at(-1) as Told)) return;
    }
  }

  /** How many turns there are until one comes by its deadline in `milliseconds`; 0 when nothing else made one. */
  async turnsWithin(milliseconds: number): Promise<number> {
    const { clock, turns } = this.#kernel;
    const before = this.turns.length;
    const deadline = clock.now() + milliseconds;
    turns.arm(deadline);
    await this.until(() => clock.now() >= deadline);
    return this.turns.length - before - 1;
  }

  stop(): void {
    this.#kernel.turns.stop();
  }
}
