import { AsyncResource } from 'node:async_hooks';
import type { Turns } from '@tsyncio/core/area';
import { DeadlockError } from './deadlock-error.ts';
import type { FakeSelector } from './fake-selector.ts';
import type { ProcessTable } from './process-table.ts';
import type { Sleeper, Timeline } from './timeline.ts';

/**
 * Turns in virtual time.
 *
 *   stopped ──start──► awake: a turn is on its way or takes place ──arm, nothing ready──► asleep in the timeline
 *      ▲──stop──          ▲──wake, a descriptor became ready, the clock jumped──────────────┘
 */
export class SimulatedTurns implements Turns, Sleeper {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #selector: FakeSelector;
  readonly #timeline: Timeline;
  readonly #processes: ProcessTable;
  #turn: (events: number) => void = () => {};
  #fail: (reason: unknown) => void = () => {};
  /** Why there are no more turns. */
  #crash: Error | null = null;
  #woken = false;
  #asleep = false;
  #immediate: NodeJS.Immediate | null = null;
  /** While a run lasts: the context in which it began. */
  #scope: AsyncResource | null = null;

  constructor(selector: FakeSelector, timeline: Timeline, processes: ProcessTable) {
    this.#selector = selector;
    this.#timeline = timeline;
    this.#processes = processes;
    const wake = (): void => {
      if (this.#asleep) this.#turnSoon();
    };
    selector.onReady = wake;
    processes.queue.onReady = wake;
  }

  attach(turn: (events: number) => void, fail: (reason: unknown) => void = () => {}): void {
    this.#turn = turn;
    this.#fail = fail;
  }

  /** No turn happens any more. */
  crash(reason: Error): void {
    this.#crash = reason;
    if (this.#scope === null) return;
    this.#cease();
    this.#fail(reason);
  }

  start(): void {
    this.#selector.refuseClosed();
    this.#scope = new AsyncResource('tsyncio');
    this.#timeline.enter(this);
  }

  stop(): void {
    this.#cease();
    this.#scope = null;
  }

  #cease(): void {
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#immediate = null;
    this.#asleep = false;
    this.#timeline.leave(this);
  }

  arm(deadline: number): void {
    this.deadline = deadline;
    if (this.#scope === null) return;
    if (this.#crash !== null) return this.#fail(this.#crash);
    if (this.#woken || deadline <= this.#timeline.now || this.#hasReady()) return this.#turnSoon();
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#immediate = null;
    this.#asleep = true;
    this.#timeline.sleep(this);
  }

  wake(): void {
    this.#selector.refuseClosed();
    this.#woken = true;
    if (this.#asleep) this.#turnSoon();
  }

  poll(): number {
    this.#woken = false;
    this.#letChildren();
    return this.#selector.fill();
  }

  /** @throws {DeadlockError} when nothing is ready and `deadline` is Infinity; {@link HostCrashedError}. */
  pollSync(deadline: number): number {
    if (this.#crash !== null) throw this.#crash;
    const woken = this.#woken;
    this.#woken = false;
    const changed = this.#letChildren();
    const ready = this.#selector.fill();
    if (ready > 0 || woken || changed) return ready;
    const next = Math.min(deadline, this.#timeline.nextAlarm);
    if (next === Number.POSITIVE_INFINITY) throw new DeadlockError(this.waiting());
    this.#timeline.jumpTo(next);
    return this.poll();
  }

  wakeUp(): void {
    this.#asleep = false;
    this.#enter();
  }

  waiting(): readonly string[] {
    return [...this.#selector.waiting(), ...this.#processes.all.map((process) => process.describe())];
  }

  /** Let the child processes go on; whether any could. */
  #letChildren(): boolean {
    this.#timeline.ringAlarms();
    return this.#processes.queue.run();
  }

  #hasReady(): boolean {
    return this.#processes.queue.hasRunnable || this.#selector.hasReady();
  }

  #turnSoon(): void {
    if (this.#crash !== null) return;
    this.#asleep = false;
    this.#timeline.awake(this);
    this.#immediate ??= setImmediate(() => this.#enter());
  }

  #enter(): void {
    this.#immediate = null;
    // What made the turn happen has a context of its own, which is none of the loop's business.
    this.#scope?.runInAsyncScope(this.#turn, undefined, this.poll());
  }
}
