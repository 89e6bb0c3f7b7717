import { createLoop } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/loop/loop-state.ts';
import { LoopTimerHandle } from '../../src/queue/loop-timer-handle.ts';
import type { TimerHeap } from '../../src/queue/timer-heap.ts';
import { virtualKernel } from '../virtual-kernel.ts';

interface Timers {
  readonly heap: TimerHeap;
  add(when: number): LoopTimerHandle;
}

function timers(): Timers {
  const state = stateOf(createLoop([], virtualKernel()));
  return {
    heap: state.timers,
    add: (when) => {
      const timer = new LoopTimerHandle(state, state.baseCell, when, () => {}, []);
      state.timers.push(timer);
      return timer;
    },
  };
}

function takeAll(heap: TimerHeap, now = Number.POSITIVE_INFINITY): LoopTimerHandle[] {
  const taken: LoopTimerHandle[] = [];
  for (let timer = heap.takeDue(now); timer !== null; timer = heap.takeDue(now)) taken.push(timer);
  return taken;
}

/** Numbers that look random and are the same in every run. */
function scattered(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + 13) % 1009);
}

describe('the timer heap', () => {
  it('gives timers back in the order of their deadlines', () => {
    const { heap, add } = timers();
    const deadlines = scattered(500);
    deadlines.forEach(add);
    expect(takeAll(heap).map((timer) => timer.when())).toEqual([...deadlines].sort((a, b) => a - b));
    expect(heap.size).toBe(0);
  });

  it('gives the older of two equal ones first', () => {
    const { heap, add } = timers();
    const made = Array.from({ length: 50 }, (_, i) => add(i % 3));
    const expected = [...made].sort((a, b) => a.when() - b.when() || made.indexOf(a) - made.indexOf(b));
    expect(takeAll(heap)).toEqual(expected);
  });

  it('takes only what is due, a deadline that is now included', () => {
    const { heap, add } = timers();
    [10, 20, 30].forEach(add);
    expect(takeAll(heap, 20).map((timer) => timer.when())).toEqual([10, 20]);
    expect(heap.size).toBe(1);
    expect(heap.takeDue(29.999)).toBeNull();
  });

  it('knows the next deadline, Infinity when it is empty', () => {
    const { heap, add } = timers();
    expect(heap.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    add(30);
    add(10);
    expect(heap.nextDeadline()).toBe(10);
  });

  it('does not count cancelled timers as the next deadline', () => {
    const { heap, add } = timers();
    add(20);
    add(10).cancel();
    add(5).cancel();
    expect(heap.nextDeadline()).toBe(20);
    expect(heap.size).toBe(1);
    expect(heap.cancelled).toBe(0);
  });

  it('keeps cancelled timers below the top while they are few', () => {
    const { heap, add } = timers();
    add(1);
    for (let i = 0; i < 60; i++) add(10 + i).cancel();
    heap.dropCancelled();
    expect(heap.size).toBe(61);
    expect(heap.cancelled).toBe(60);
  });

  it('keeps cancelled timers that are exactly half', () => {
    const { heap, add } = timers();
    add(1);
    for (let i = 0; i < 101; i++) add(10 + i);
    for (let i = 0; i < 51; i++) add(200 + i).cancel();
    heap.dropCancelled();
    expect(heap.size).toBe(153);
  });

  it('is rebuilt without them when they are more than half of over 100', () => {
    const { heap, add } = timers();
    const made = scattered(300).map(add);
    for (const [i, timer] of made.entries()) if (i % 3 !== 0) timer.cancel();
    heap.dropCancelled();
    expect(heap.size).toBe(100);
    expect(heap.cancelled).toBe(0);
    const deadlines = takeAll(heap).map((timer) => timer.when());
    expect(deadlines).toEqual([...deadlines].sort((a, b) => a - b));
  });

  it('counts a timer that is cancelled twice once', () => {
    const { heap, add } = timers();
    const timer = add(10);
    timer.cancel();
    timer.cancel();
    expect(heap.cancelled).toBe(1);
  });

  it('does not count timers that are cancelled after they left it', () => {
    const { heap, add } = timers();
    const timer = add(1);
    heap.takeDue(1);
    timer.cancel();
    expect(heap.cancelled).toBe(0);
  });

  it('keeps its count when a cancelled timer is taken as due', () => {
    const { heap, add } = timers();
    add(1);
    add(2).cancel();
    expect(takeAll(heap, 5)).toHaveLength(2);
    expect(heap.cancelled).toBe(0);
  });

  it('stays in order when timers come and go', () => {
    const { heap, add } = timers();
    const taken: number[] = [];
    for (const [step, when] of scattered(400).entries()) {
      add(2000 * Math.floor(step / 100) + when);
      if (step % 2 === 1) {
        const timer = heap.takeDue(Number.POSITIVE_INFINITY);
        if (timer !== null) taken.push(timer.when());
      }
    }
    const rest = takeAll(heap).map((timer) => timer.when());
    expect(rest).toEqual([...rest].sort((a, b) => a - b));
    expect(taken.length + rest.length).toBe(400);
  });
});
