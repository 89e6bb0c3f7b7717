import type { Clock } from '@tsyncio/core/area';
import type { Timeline } from './timeline.ts';

/** A clock that stands still while anything is ready, and jumps to the next deadline when nothing is. */
export class VirtualClock implements Clock {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  now(): number {
    return this.#timeline.now;
  }

  /** Let time pass, as a callback does that takes long. @throws {RangeError} unless it is a finite number from 0 on. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY))
      throw new RangeError(`time goes forward only: advance needs a finite number of milliseconds, got ${String(milliseconds)}`);
    this.#timeline.jumpTo(this.#timeline.now + milliseconds);
  }

  /** Have the clock stand still until `promise` settles: what the host does in a hosted run, such as reading a file, then takes no time. */
  async hold<T>(promise: PromiseLike<T>): Promise<T> {
    this.#timeline.hold();
    try {
      return await promise;
    } finally {
      this.#timeline.unhold();
    }
  }
}
