/** What is to happen at a time, however long the loops sleep. */
interface Alarm {
  readonly time: number;
  readonly ring: () => void;
}

/** Alarms in order of time; of two for the same time, the older comes first. */
export class Alarms {
  readonly #waiting: Alarm[] = [];

  /** When the next one rings; Infinity without one. */
  get next(): number {
    return this.#waiting[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Have `ring` called at a time; the function that is returned calls it off. */
  set(time: number, ring: () => void): () => void {
    const alarm: Alarm = { time, ring };
    this.#waiting.splice(this.#placeFor(time), 0, alarm);
    return () => {
      const index = this.#waiting.indexOf(alarm);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  /** Ring those that are due. */
  ring(now: number): void {
    while (this.next <= now) this.#waiting.shift()?.ring();
  }

  /** Behind those that are not later. */
  #placeFor(time: number): number {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle] as Alarm).time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
