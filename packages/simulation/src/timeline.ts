import { Alarms } from './alarms.ts';
import { StuckWatch } from './stuck-watch.ts';

/** A loop of a simulated world, while it runs in Node's loop. */
export interface Sleeper {
  /** When to wake it at the latest. */
  readonly deadline: number;
  /** It is that time. */
  wakeUp(): void;
  /** What it waits for, in words. */
  waiting(): readonly string[];
}

/**
 * The time of a simulated world. It stands still while a loop has something to do or a promise holds it; once all running loops sleep,
 * it jumps to the earliest of their deadlines and of the alarms.
 *
 *   a loop works ──all sleep──► immediate: promises and Node's own events first ──still so──► jump, wake those that are due
 *                                                                    └── no deadline ──► stuck until something wakes one
 */
export class Timeline {
  #now: number;
  #holds = 0;
  #immediate: NodeJS.Immediate | null = null;
  #stuck: StuckWatch | null = null;
  /** Of what happens by itself, beside the loops. */
  readonly #alarms = new Alarms();
  readonly #running = new Set<Sleeper>();
  readonly #asleep = new Set<Sleeper>();

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Never back. */
  jumpTo(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /** When something happens by itself; Infinity when nothing does. */
  get nextAlarm(): number {
    return this.#alarms.next;
  }

  /** Have `ring` called `delay` milliseconds from now; the function that is returned calls it off. */
  alarm(delay: number, ring: () => void): () => void {
    const cancel = this.#alarms.set(this.#now + delay, ring);
    this.#unstick();
    this.#settle();
    return cancel;
  }

  /** Have happen what is due. */
  ringAlarms(): void {
    this.#alarms.ring(this.#now);
  }

  hold(): void {
    this.#holds++;
  }

  unhold(): void {
    this.#holds--;
    this.#settle();
  }

  enter(sleeper: Sleeper): void {
    this.#running.add(sleeper);
  }

  leave(sleeper: Sleeper): void {
    this.awake(sleeper);
    this.#running.delete(sleeper);
    this.#settle();
  }

  /** May be called again for another deadline. */
  sleep(sleeper: Sleeper): void {
    this.#unstick();
    this.#asleep.add(sleeper);
    this.#settle();
  }

  awake(sleeper: Sleeper): void {
    this.#asleep.delete(sleeper);
    this.#unstick();
  }

  #unstick(): void {
    this.#stuck?.stop();
    this.#stuck = null;
  }

  #settle(): void {
    if (this.#allAsleep()) this.#immediate ??= setImmediate(() => this.#jump());
  }

  #allAsleep(): boolean {
    return this.#running.size > 0 && this.#asleep.size === this.#running.size;
  }

  #jump(): void {
    this.#immediate = null;
    if (!this.#allAsleep()) return;
    const next = Math.min(this.#alarms.next, ...Array.from(this.#asleep, ({ deadline }) => deadline));
    if (next > this.#now && this.#holds > 0) return;
    if (next === Number.POSITIVE_INFINITY) {
      this.#unstick();
      this.#stuck = new StuckWatch(() => Array.from(this.#asleep, (sleeper) => sleeper.waiting()).flat());
      return;
    }
    this.jumpTo(next);
    this.ringAlarms();
    for (const sleeper of [...this.#asleep]) {
      // The turn of one may wake, stop or arm another.
      if (sleeper.deadline > this.#now || !this.#asleep.has(sleeper)) continue;
      this.awake(sleeper);
      sleeper.wakeUp();
    }
    this.#settle();
  }
}
