import { createLoop, type ExceptionContext, type Loop } from '@tsyncio/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let loop: Loop;
beforeEach(() => {
  loop = createLoop([]);
});
afterEach(() => {
  vi.restoreAllMocks();
  loop.close();
});

describe('shutdownAsyncgens', () => {
  it('closes every tracked generator that is still open, running its finally block once', async () => {
    const closed: number[] = [];
    async function* counts(which: number): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        closed.push(which);
      }
    }
    await loop.runUntilComplete(async () => {
      const open = loop.trackAsyncgen(counts(1));
      const finished = loop.trackAsyncgen(counts(2));
      await open.next();
      for await (const _ of finished) void _;
      expect(closed).toEqual([2]);
      await loop.shutdownAsyncgens();
      expect(closed).toEqual([2, 1]);
      await expect(open.next()).resolves.toEqual({ done: true, value: undefined });
      await loop.shutdownAsyncgens();
    });
    expect(closed).toEqual([2, 1]);
  });

  it('reports a generator that fails while it closes, and closes the others', async () => {
    const reports: ExceptionContext[] = [];
    loop.setExceptionHandler((_loop, context) => reports.push(context));
    const error = new Error('while closing');
    let closed = false;
    const failing = loop.trackAsyncgen(
      (async function* () {
        try {
          yield 1;
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: this is what is tested
          throw error;
        }
      })(),
    );
    const other = loop.trackAsyncgen(
      (async function* () {
        try {
          yield 1;
        } finally {
          closed = true;
        }
      })(),
    );
    await loop.runUntilComplete(async () => {
      await failing.next();
      await other.next();
      await loop.shutdownAsyncgens();
    });
    expect(closed).toBe(true);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.message).toBe('an error occurred during closing of asynchronous generator');
    expect(reports[0]?.exception).toBe(error);
    expect(reports[0]?.asyncgen).toBe(failing);
  });

  it('warns about a generator tracked after it', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await loop.runUntilComplete(() => loop.shutdownAsyncgens());
    loop.trackAsyncgen((async function* () {})());
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('shutdownAsyncgens'), 'TsyncioWarning');
  });
});

describe('trackAsyncgen', () => {
  it('gives the generator back, and refuses what is none', () => {
    const generator = (async function* () {})();
    expect(loop.trackAsyncgen(generator)).toBe(generator);
    expect(() => loop.trackAsyncgen(5 as never)).toThrow(TypeError);
  });
});
