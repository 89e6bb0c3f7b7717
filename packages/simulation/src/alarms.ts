/** What is to happen at a time, however long the loops sleep. */
interface Alarm {
  readonly time: number;
  /** Of two for the same time, the older comes first. */
  readonly age: number;
  /** `null` once it rang or was called off. */
  ring: (() => void) | null;
}

/** So many that were called off may stay before it is worth a look. */
const FEW = 100;

/** Alarms in order of time; of two for the same time, the older comes first. A heap: the parent of [i] is [(i - 1) / 2], and comes no later. */
export class Alarms {
  #waiting: Alarm[] = [];
  #made = 0;
  #calledOff = 0;

  /** When the next one rings; Infinity without one. */
  get next(): number {
    return this.#waiting[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Have `ring` called at a time; the function that is returned calls it off. */
  set(time: number, ring: () => void): () => void {
    const alarm: Alarm = { time, age: this.#made++, ring };
    this.#rise(alarm, this.#waiting.length);
    return () => this.#callOff(alarm);
  }

  /** Ring those that are due. */
  ring(now: number): void {
    while (this.next <= now) {
      const alarm = this.#take();
      const { ring } = alarm;
      alarm.ring = null;
      this.#tidy();
      ring?.();
    }
  }

  #callOff(alarm: Alarm): void {
    if (alarm.ring === null) return;
    alarm.ring = null;
    this.#calledOff++;
    this.#tidy();
  }

  /** The first one is always one that will ring, and not too many of the others will not. */
  #tidy(): void {
    while (this.#waiting[0]?.ring === null) {
      this.#take();
      this.#calledOff--;
    }
    if (this.#calledOff <= Math.max(FEW, this.#waiting.length / 2)) return;
    this.#waiting = this.#waiting.filter(({ ring }) => ring !== null).sort((one, other) => (isBefore(one, other) ? -1 : 1));
    this.#calledOff = 0;
  }

  #take(): Alarm {
    const [first] = this.#waiting as [Alarm];
    const last = this.#waiting.pop() as Alarm;
    if (last !== first) this.#sink(last);
    return first;
  }

  #rise(alarm: Alarm, end: number): void {
    let index = end;
    while (index > 0) {
      const above = (index - 1) >>> 1;
      const parent = this.#waiting[above] as Alarm;
      if (isBefore(parent, alarm)) break;
      this.#waiting[index] = parent;
      index = above;
    }
    this.#waiting[index] = alarm;
  }

  /** From the top. */
  #sink(alarm: Alarm): void {
    const waiting = this.#waiting;
    let index = 0;
    for (let below = 1; below < waiting.length; below = 2 * index + 1) {
      const right = waiting[below + 1];
      if (right !== undefined && isBefore(right, waiting[below] as Alarm)) below++;
      const child = waiting[below] as Alarm;
      if (isBefore(alarm, child)) break;
      waiting[index] = child;
      index = below;
    }
    waiting[index] = alarm;
  }
}

function isBefore(one: Alarm, other: Alarm): boolean {
  return one.time < other.time || (one.time === other.time && one.age < other.age);
}
