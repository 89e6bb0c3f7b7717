import type { Future, Loop } from 'tsyncio';

/** The half of a protocol that hears when to stop writing. The transport calls the first two. */
export class FlowControl {
  readonly #loop: Loop;
  #paused = false;
  #lost = false;
  #drained: Future<void> | null = null;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  pauseWriting(): void {
    this.#paused = true;
  }

  resumeWriting(): void {
    this.#paused = false;
    this.#wake();
  }

  /** Nobody waits any longer: whoever reads next learns how the connection ended. */
  lose(): void {
    this.#lost = true;
    this.#wake();
  }

  /** A future that is done once the transport takes more, or will never take more; `null` when that is so already. */
  whenDrained(): Future<void> | null {
    if (!this.#paused || this.#lost) return null;
    // A future whose waiter was cancelled is cancelled itself.
    if (this.#drained === null || this.#drained.done()) this.#drained = this.#loop.createFuture<void>();
    return this.#drained;
  }

  #wake(): void {
    const drained = this.#drained;
    this.#drained = null;
    if (drained !== null && !drained.done()) drained.setResult();
  }
}
