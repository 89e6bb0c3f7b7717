import { AsyncResource } from 'node:async_hooks';
import type { Choices } from './choices.ts';
import type { Timeline } from './timeline.ts';

/** Goes on step by step. */
export interface Stepper {
  /** Whether there is a step to take now. */
  readonly canStep: boolean;
  step(): void;
}

/**
 * The child processes of one kernel that can go on. Each poll lets them take a step each, in the order that the choices say, and some of
 * them only later:
 *
 *   add ──lag──► runnable ──poll──► a step ──more to do──► add
 *                   ▲────postponed────┘
 */
export class RunQueue {
  /** Called when a process can go on. */
  onReady: () => void = () => {};
  readonly #choices: Choices;
  readonly #timeline: Timeline;
  readonly #known = new Set<Stepper>();
  readonly #lags = new Set<() => void>();
  #runnable: Stepper[] = [];
  // What a process does has nothing to do with the asynchronous context of the turn in which it is let.
  readonly #scope = new AsyncResource('tsyncio');

  constructor(choices: Choices, timeline: Timeline) {
    this.#choices = choices;
    this.#timeline = timeline;
  }

  /** Whether one can take a step at the next poll. */
  get hasRunnable(): boolean {
    return this.#runnable.length > 0;
  }

  /** It can go on. It may be there already. */
  add(stepper: Stepper): void {
    if (this.#known.has(stepper)) return;
    this.#known.add(stepper);
    const lag = this.#choices.lag();
    if (lag === 0) return this.#enter(stepper);
    const cancel = this.#timeline.alarm(lag, () => {
      this.#lags.delete(cancel);
      this.#enter(stepper);
    });
    this.#lags.add(cancel);
  }

  /** Let each take a step that can; whether there was any. */
  run(): boolean {
    const due = this.#runnable;
    const any = due.length > 0;
    this.#runnable = [];
    while (due.length > 0) {
      const [stepper] = due.splice(this.#choices.pick(due.length), 1) as [Stepper];
      if (this.#choices.postpones()) this.#runnable.push(stepper);
      else this.#let(stepper);
    }
    return any;
  }

  /** Nothing goes on any more. */
  close(): void {
    for (const cancel of this.#lags) cancel();
    this.#lags.clear();
    this.#runnable = [];
    this.#known.clear();
  }

  #enter(stepper: Stepper): void {
    this.#runnable.push(stepper);
    this.onReady();
  }

  #let(stepper: Stepper): void {
    this.#known.delete(stepper);
    if (stepper.canStep) this.#scope.runInAsyncScope(() => stepper.step());
    if (stepper.canStep) this.add(stepper);
  }
}
