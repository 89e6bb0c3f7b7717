import { createLoop } from '@tsyncio/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/loop/loop-state.ts';
import { LoopTimerHandle } from '../../src/queue/loop-timer-handle.ts';
import { virtualKernel } from '../virtual-kernel.ts';

type Operation =
  | { do: 'push'; deadlines: number[] }
  /** From the `first` that was made on, all but every so many. */
  | { do: 'cancel'; first: number; except: number }
  /** Push them, cancel all but every so many of them, and let them be dropped. */
  | { do: 'churn'; deadlines: number[]; except: number }
  | { do: 'takeDue'; now: number }
  | { do: 'takeOne' | 'askDeadline' | 'dropCancelled' };

const deadline = fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 99 }), fc.constantFrom(-1, 2.5, Number.POSITIVE_INFINITY));
// It is rebuilt only above a hundred.
const many = fc.array(deadline, { minLength: 110, maxLength: 150 });

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('push' as const), deadlines: fc.array(deadline, { maxLength: 30, size: 'max' }) }),
    fc.record({ do: fc.constant('churn' as const), deadlines: many, except: fc.constantFrom(2, 3, 4, 5) }),
    fc.record({ do: fc.constant('cancel' as const), first: fc.nat({ max: 100 }), except: fc.constantFrom(1, 3, 4, 5) }),
    fc.record({ do: fc.constant('takeDue' as const), now: fc.constantFrom(-2, -1, 0, 3, 9, 40) }),
    fc.record({ do: fc.constantFrom('takeOne' as const, 'askDeadline' as const, 'dropCancelled' as const) }),
  ),
  { maxLength: 20, size: 'medium' },
);

/** The heap next to an array of the timers in it that were not cancelled, kept sorted. */
class HeapAndModel {
  readonly #state = stateOf(createLoop([], virtualKernel()));
  readonly #heap = this.#state.timers;
  readonly #made: LoopTimerHandle[] = [];
  #live: LoopTimerHandle[] = [];

  perform(operation: Operation): void {
    switch (operation.do) {
      case 'push':
        for (const when of operation.deadlines) this.#push(when);
        break;
      case 'cancel':
        for (const [i, timer] of this.#made.entries()) if (i >= operation.first && i % operation.except !== 0) timer.cancel();
        this.#live = this.#live.filter((timer) => !timer.cancelled());
        break;
      case 'churn':
        this.perform({ do: 'push', deadlines: operation.deadlines });
        this.perform({ do: 'cancel', first: this.#made.length - operation.deadlines.length, except: operation.except });
        this.perform({ do: 'dropCancelled' });
        break;
      case 'takeDue':
        this.#expectTaken(
          this.#take(operation.now),
          this.#live.filter((timer) => timer.when() <= operation.now),
        );
        expect(this.#heap.takeDue(operation.now)).toBeNull();
        break;
      case 'takeOne':
        this.#expectTaken(this.#take(Number.POSITIVE_INFINITY, 1), this.#live.slice(0, 1));
        break;
      case 'askDeadline':
        expect(this.#heap.nextDeadline()).toBe(this.#live[0]?.when() ?? Number.POSITIVE_INFINITY);
        break;
      case 'dropCancelled':
        this.#heap.dropCancelled();
        if (this.#heap.size > 100) expect(this.#heap.cancelled * 2).toBeLessThanOrEqual(this.#heap.size);
    }
    expect(this.#heap.size - this.#heap.cancelled).toBe(this.#live.length);
  }

  #push(when: number): void {
    const timer = new LoopTimerHandle(this.#state, this.#state.baseCell, when, () => {}, []);
    this.#heap.push(timer);
    this.#made.push(timer);
    this.#live.push(timer);
    // Sorting is stable: of two equal ones the older stays first.
    this.#live.sort((a, b) => (a.when() < b.when() ? -1 : a.when() > b.when() ? 1 : 0));
  }

  /** What is due, up to `limit` of them. The heap may give cancelled ones too. */
  #take(now: number, limit = Number.POSITIVE_INFINITY): LoopTimerHandle[] {
    const taken: LoopTimerHandle[] = [];
    while (taken.length < limit) {
      const timer = this.#heap.takeDue(now);
      if (timer === null) break;
      if (!timer.cancelled()) taken.push(timer);
    }
    return taken;
  }

  #expectTaken(taken: LoopTimerHandle[], expected: LoopTimerHandle[]): void {
    expect(taken.map((timer) => this.#made.indexOf(timer))).toEqual(expected.map((timer) => this.#made.indexOf(timer)));
    this.#live = this.#live.slice(expected.length);
  }
}

describe('the timer heap under random operations', () => {
  it('gives, counts and forgets timers as a sorted array does', () => {
    const agrees = (all: Operation[]): void => {
      const both = new HeapAndModel();
      for (const operation of all) both.perform(operation);
      both.perform({ do: 'takeDue', now: Number.POSITIVE_INFINITY });
    };
    fc.assert(fc.property(operations, agrees), { numRuns: 150 });
  });
});
