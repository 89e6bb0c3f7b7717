import { type Future, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

type Steps<T> = Generator<Future<any>, T, any>;

describe('the iterator behind yield*', () => {
  it('throws into the generator what the task throws at the wait', async () => {
    const { loop } = virtualLoop();
    function* steps(): Steps<string> {
      try {
        yield* sleep(1000);
        return 'slept';
      } catch (error) {
        return (error as Error).name;
      }
    }
    const task = loop.createTask(steps());
    loop.callLater(1, () => task.cancel());
    expect(await loop.runUntilComplete(task)).toBe('CancelledError');
  });

  it('ends with a generator that is closed at the wait', () => {
    const { loop } = virtualLoop();
    const ended: string[] = [];
    function* steps(): Steps<void> {
      try {
        yield* loop.createFuture();
      } finally {
        ended.push('finally');
      }
    }
    const generator = steps();
    generator.next();
    expect(generator.return(undefined)).toEqual({ done: true, value: undefined });
    expect(ended).toEqual(['finally']);
  });

  it('is a generator to whoever looks', () => {
    const { loop } = virtualLoop();
    const iterator = loop.createFuture()[Symbol.iterator]();
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    expect(String(iterator)).toBe('[object Generator]');
    expect(() => iterator[Symbol.dispose]()).not.toThrow();
  });

  it('refuses to go on before the future is done', () => {
    const { loop } = virtualLoop();
    const iterator = loop.createFuture()[Symbol.iterator]();
    iterator.next();
    expect(() => iterator.next()).toThrow(expect.objectContaining({ code: 'ERR_BAD_YIELD' }));
  });
});
