import { type ChildProcess, captureCell, enqueue, LoopHandle, type LoopState } from '@tsyncio/core/area';

/** How often a child is looked at whose descriptor cannot be watched, in milliseconds: first, and at most. */
const FIRST_LOOK = 1;
const LAST_LOOK = 50;

/** Waits for the end of a child, and reaps it. */
export class ExitWatcher {
  readonly #state: LoopState;
  readonly #child: ChildProcess;
  readonly #tell: (returncode: number) => void;
  readonly #handle: LoopHandle;
  #delay: number = FIRST_LOOK;
  #reaped = false;

  constructor(state: LoopState, child: ChildProcess, tell: (returncode: number) => void) {
    this.#state = state;
    this.#child = child;
    this.#tell = tell;
    this.#handle = new LoopHandle(state, captureCell(state), () => this.#look(), []);
    this.#watch();
  }

  /** Reap the child if it has ended already; then `tell` hears of it in the next turn. */
  hasEnded(): boolean {
    const returncode = this.#reap();
    if (returncode === null) return false;
    enqueue(this.#state, new LoopHandle(this.#state, this.#handle.cell, () => this.#tell(returncode), []));
    return true;
  }

  #look(): void {
    const returncode = this.#reap();
    if (returncode !== null) this.#tell(returncode);
  }

  #reap(): number | null {
    // The kernel of a loop that is closed has reaped it.
    if (this.#reaped || this.#state.phase === 'closed') return null;
    // Reaping closes the descriptor, which nobody may watch then.
    this.#state.readiness.pauseReader(this.#child.exit, this.#handle);
    const returncode = this.#child.reap();
    if (returncode === null) this.#watch();
    else this.#reaped = true;
    return returncode;
  }

  #watch(): void {
    try {
      this.#state.readiness.setReader(this.#child.exit, this.#handle);
    } catch {
      // The system watches no more descriptors. A child must be reaped all the same.
      this.#state.loop.callLater(this.#delay, () => this.#look());
      this.#delay = Math.min(this.#delay * 2, LAST_LOOK);
    }
  }
}
