import { LONGEST_TIMEOUT } from '../future/after-time.ts';
import type { PoolWorker } from './pool-worker.ts';

/** Ends workers that have been idle for long. */
export class Reaper {
  readonly #timeout: number;
  readonly #idle: () => readonly PoolWorker[];
  #timer: NodeJS.Timeout | null = null;

  constructor(timeout: number, idle: () => readonly PoolWorker[]) {
    this.#timeout = timeout;
    this.#idle = idle;
  }

  /** A worker has become idle. */
  watch(): void {
    if (this.#timeout !== Number.POSITIVE_INFINITY && this.#timer === null) this.#arm(this.#timeout);
  }

  // It must not keep the process alive.
  #arm(delay: number): void {
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#reap();
      },
      Math.min(Math.max(1, delay), LONGEST_TIMEOUT),
    ).unref();
  }

  #reap(): void {
    const now = performance.now();
    for (const worker of this.#idle()) if (now - worker.idleSince >= this.#timeout && !worker.ending) worker.stop();
    const since = Math.min(
      ...this.#idle()
        .filter(({ ending }) => !ending)
        .map(({ idleSince }) => idleSince),
    );
    if (since !== Number.POSITIVE_INFINITY) this.#arm(since + this.#timeout - now);
  }
}
