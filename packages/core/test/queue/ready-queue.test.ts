import { describe, expect, it } from 'vitest';
import { ReadyQueue } from '../../src/queue/ready-queue.ts';
import type { Runnable } from '../../src/queue/runnable.ts';

function item(name: number): Runnable {
  return { name } as unknown as Runnable;
}

function take(queue: ReadyQueue): Runnable {
  const first = queue.peek();
  queue.drop();
  return first;
}

describe('the ready queue', () => {
  it('is first in, first out', () => {
    const queue = new ReadyQueue();
    const items = [1, 2, 3].map(item);
    for (const one of items) queue.push(one);
    expect(queue.length).toBe(3);
    expect([take(queue), take(queue), take(queue)]).toEqual(items);
    expect(queue.length).toBe(0);
  });

  it('keeps the order when it grows far beyond its first capacity', () => {
    const queue = new ReadyQueue();
    const items = Array.from({ length: 1000 }, (_, i) => item(i));
    for (const one of items) queue.push(one);
    expect(items.every((one) => take(queue) === one)).toBe(true);
  });

  it('keeps the order when it grows while it is wrapped around', () => {
    const queue = new ReadyQueue();
    const items = Array.from({ length: 300 }, (_, i) => item(i));
    const taken: Runnable[] = [];
    for (const one of items.slice(0, 60)) queue.push(one);
    for (let i = 0; i < 50; i++) taken.push(take(queue));
    for (const one of items.slice(60)) queue.push(one);
    while (queue.length > 0) taken.push(take(queue));
    expect(taken).toEqual(items);
  });

  it('goes round and round without growing', () => {
    const queue = new ReadyQueue();
    for (let i = 0; i < 10_000; i++) {
      const one = item(i);
      queue.push(one);
      expect(take(queue)).toBe(one);
    }
    expect(queue.length).toBe(0);
  });

  it('holds on to nothing that was dropped', async () => {
    const queue = new ReadyQueue();
    let one: Runnable | null = item(1);
    const reference = new WeakRef(one);
    queue.push(one);
    queue.drop();
    one = null;
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    expect(reference.deref()).toBeUndefined();
  });

  it('is empty after clear, and works on', () => {
    const queue = new ReadyQueue();
    for (let i = 0; i < 100; i++) queue.push(item(i));
    queue.clear();
    expect(queue.length).toBe(0);
    const one = item(1);
    queue.push(one);
    expect(queue.peek()).toBe(one);
  });
});
