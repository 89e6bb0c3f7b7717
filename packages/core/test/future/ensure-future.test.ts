import { ensureFuture, iscoroutine } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('ensureFuture', () => {
  it('gives futures and tasks as they are', () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    const task = loop.createTask(async () => {});
    expect(ensureFuture(future)).toBe(future);
    expect(ensureFuture(task, { loop })).toBe(task);
  });

  it('makes a task of an async function', async () => {
    const { loop } = virtualLoop();
    const future = ensureFuture(async () => 'async', { loop });
    await expect(loop.runUntilComplete(future)).resolves.toBe('async');
  });

  it('makes a task of a generator', async () => {
    const { loop } = virtualLoop();
    function* generator() {
      return yield* ensureFuture(async () => 'inner');
    }
    await expect(loop.runUntilComplete(ensureFuture(generator(), { loop }))).resolves.toBe('inner');
  });

  it('wraps a promise', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(ensureFuture(Promise.resolve('promise'), { loop }))).resolves.toBe('promise');
  });

  it('makes its task with the task factory of the loop', () => {
    const { loop } = virtualLoop();
    const made: unknown[] = [];
    const coroutine = async () => {};
    loop.setTaskFactory((from, given) => {
      made.push(from === loop, given);
      loop.setTaskFactory(null);
      return loop.createTask(given);
    });
    ensureFuture(coroutine, { loop });
    expect(made).toEqual([true, coroutine]);
  });

  it('refuses the future of another loop than the one given', () => {
    const { loop } = virtualLoop();
    const other = virtualLoop().loop;
    expect(() => ensureFuture(other.createFuture(), { loop })).toThrow(expect.objectContaining({ code: 'ERR_FOREIGN_LOOP' }));
  });

  it('needs a loop for a coroutine', () => {
    expect(() => ensureFuture(async () => {})).toThrow(expect.objectContaining({ code: 'ERR_NO_RUNNING_LOOP' }));
  });

  it.each([[null], [undefined], [1], ['text'], [{}], [[]]])('refuses %o', (value) => {
    const { loop } = virtualLoop();
    expect(() => ensureFuture(value as never, { loop })).toThrow(TypeError);
  });
});

describe('iscoroutine', () => {
  function* generator(): Generator<never, void> {}
  async function* asyncGenerator(): AsyncGenerator<never, void> {}

  it('is true for what a task can run', () => {
    expect(iscoroutine(async () => {})).toBe(true);
    expect(iscoroutine(generator())).toBe(true);
  });

  it.each([[null], [undefined], [1], [{}], [Promise.resolve()], [asyncGenerator()], [[][Symbol.iterator]()]])(
    'is false for %o',
    (value) => {
      expect(iscoroutine(value)).toBe(false);
    },
  );
});
