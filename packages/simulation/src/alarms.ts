/** What is to happen at a time, however long the loops sleep. */
interface Alarm {
  readonly time: number;
  readonly ring: () => void;
}

/** Alarms in order of time; of two for the same time, the older comes first. */
export class Alarms {
  #waiting: readonly Alarm[] = [];

  /** When the next one rings; Infinity without one. */
  get next(): number {
    return this.#waiting[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Have `ring` called at a time; the function that is returned calls it off. */
  set(time: number, ring: () => void): () => void {
    const alarm: Alarm = { time, ring };
    const later = this.#waiting.findIndex((other) => other.time > time);
    this.#waiting = this.#waiting.toSpliced(later < 0 ? this.#waiting.length : later, 0, alarm);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== alarm);
    };
  }

  /** Ring those that are due. */
  ring(now: number): void {
    while (this.next <= now) {
      const [first, ...rest] = this.#waiting;
      this.#waiting = rest;
      first?.ring();
    }
  }
}
