import type { LoopTimerHandle } from './loop-timer-handle.ts';

/** Below this many timers, cancelled ones may stay until they come to the top. */
const COMPACT_ABOVE = 100;

/**
 * A binary heap of timers: the earliest deadline on top, the older of two equal ones first.
 *
 *            0              parent of i:   (i - 1) >> 1
 *          /   \            children of i: 2i + 1, 2i + 2
 *        1       2
 *
 * Cancelled timers stay until they come to the top, or until they are more than half of over 100.
 */
export class TimerHeap {
  #heap: LoopTimerHandle[] = [];
  #order = 0;
  /** How many of those in the heap were cancelled. */
  cancelled = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(timer: LoopTimerHandle): void {
    timer.order = this.#order++;
    timer.scheduled = true;
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1, timer);
  }

  /** The earliest deadline; Infinity when there is none. */
  nextDeadline(): number {
    this.dropCancelled();
    return this.#heap[0]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Take the earliest one off when it is due at `now`; it may be a cancelled one. */
  takeDue(now: number): LoopTimerHandle | null {
    const top = this.#heap[0];
    return top !== undefined && top.deadline <= now ? this.#takeTop() : null;
  }

  /** asyncio's clean-up at the start of a turn. */
  dropCancelled(): void {
    if (this.cancelled === 0) return;
    if (this.#heap.length > COMPACT_ABOVE && this.cancelled * 2 > this.#heap.length) this.#compact();
    while (this.#heap[0]?.isCancelled) this.#takeTop();
  }

  clear(): void {
    this.#heap = [];
    this.cancelled = 0;
  }

  #compact(): void {
    const live: LoopTimerHandle[] = [];
    for (const timer of this.#heap) {
      if (timer.isCancelled) timer.scheduled = false;
      else live.push(timer);
    }
    this.#heap = live;
    this.cancelled = 0;
    for (let i = (live.length >> 1) - 1; i >= 0; i--) this.#siftDown(i, live[i] as LoopTimerHandle);
  }

  #takeTop(): LoopTimerHandle {
    const heap = this.#heap;
    const top = heap[0] as LoopTimerHandle;
    const last = heap.pop() as LoopTimerHandle;
    if (heap.length > 0) this.#siftDown(0, last);
    top.scheduled = false;
    if (top.isCancelled) this.cancelled--;
    return top;
  }

  #siftUp(start: number, timer: LoopTimerHandle): void {
    const heap = this.#heap;
    let index = start;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as LoopTimerHandle;
      if (!earlier(timer, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  #siftDown(start: number, timer: LoopTimerHandle): void {
    const heap = this.#heap;
    const size = heap.length;
    let index = start;
    for (let below = 2 * index + 1; below < size; below = 2 * index + 1) {
      if (below + 1 < size && earlier(heap[below + 1] as LoopTimerHandle, heap[below] as LoopTimerHandle)) below++;
      const child = heap[below] as LoopTimerHandle;
      if (!earlier(child, timer)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = timer;
  }
}

function earlier(a: LoopTimerHandle, b: LoopTimerHandle): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);
}
