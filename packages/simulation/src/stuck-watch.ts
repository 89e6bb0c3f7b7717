import { DeadlockError, describeWaiting } from './deadlock-error.ts';

/** How long a hosted run may be idle before it is told, in milliseconds of real time. */
const PATIENCE = 1000;

/**
 * Watches an idle world that has no timer: only the host can wake it. A warning tells after a while. When the host has nothing left
 * to do either, a {@link DeadlockError} ends the process instead of a silent exit.
 */
export class StuckWatch {
  readonly #warning: NodeJS.Timeout;
  readonly #onBeforeExit: () => void;

  constructor(waiting: () => readonly string[]) {
    this.#warning = setTimeout(() => warn(waiting()), PATIENCE).unref();
    this.#onBeforeExit = () => {
      this.stop();
      throw new DeadlockError(waiting());
    };
    process.on('beforeExit', this.#onBeforeExit);
  }

  stop(): void {
    clearTimeout(this.#warning);
    process.removeListener('beforeExit', this.#onBeforeExit);
  }
}

function warn(waiting: readonly string[]): void {
  process.emitWarning(
    `a simulated run is idle: nothing is ready and no timer is set; ${describeWaiting(waiting)}. Only something outside can wake it`,
    'TsyncioWarning',
  );
}
