import { createLoop } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('callSoon', () => {
  it('passes the arguments given with it', async () => {
    const { loop } = virtualLoop();
    const calls: unknown[][] = [];
    const callback = (...args: unknown[]) => calls.push(args);
    loop.callSoon(callback);
    loop.callSoon(callback, 1);
    loop.callSoon(callback, 1, undefined, 'three');
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual([[], [1], [1, undefined, 'three']]);
  });

  it('runs a callback exactly once', async () => {
    const { loop } = virtualLoop();
    let calls = 0;
    loop.callSoon(() => calls++);
    loop.callLater(5, loop.stop);
    await loop.runForever();
    loop.stop();
    await loop.runForever();
    expect(calls).toBe(1);
  });

  it.each([[null], [undefined], [1], ['text'], [Promise.resolve()]])('refuses %o as a callback', (value) => {
    const { loop } = virtualLoop();
    expect(() => loop.callSoon(value as never)).toThrow(TypeError);
    expect(() => loop.callLater(1, value as never)).toThrow(TypeError);
    expect(() => loop.callAt(1, value as never)).toThrow(TypeError);
    expect(() => loop.callSoonThreadsafe(value as never)).toThrow(TypeError);
  });
});

describe('a handle', () => {
  it('that was cancelled is not called', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const handle = loop.callSoon(() => calls.push('called'));
    expect(handle.cancelled()).toBe(false);
    handle.cancel();
    handle.cancel();
    expect(handle.cancelled()).toBe(true);
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual([]);
  });

  it('can be cancelled inside its own callback', async () => {
    const { loop, reports } = virtualLoop();
    const handle = loop.callSoon(() => handle.cancel());
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(handle.cancelled()).toBe(true);
    expect(reports).toEqual([]);
  });

  it('shows its callback as text, and that it was cancelled', () => {
    const { loop } = virtualLoop();
    function greet(): void {}
    const handle = loop.callSoon(greet);
    expect(`${handle}`).toMatch(/^<Handle greet\(\)/);
    handle.cancel();
    expect(`${handle}`).toMatch(/^<Handle.*cancelled/);
    const timer = loop.callAt(5, greet);
    expect(`${timer}`).toMatch(/^<TimerHandle when=5 greet\(\)/);
    timer.cancel();
    expect(`${timer}`).toMatch(/^<TimerHandle.*cancelled.*when=5/);
  });
});

describe('callSoonThreadsafe', () => {
  it('shares one queue with callSoon', async () => {
    const { loop } = virtualLoop();
    const calls: number[] = [];
    loop.callSoon(() => calls.push(1));
    loop.callSoonThreadsafe(() => calls.push(2));
    loop.callSoon(() => calls.push(3));
    loop.callSoonThreadsafe(loop.stop);
    await loop.runForever();
    expect(calls).toEqual([1, 2, 3]);
  });

  it('gives a handle that can be cancelled', async () => {
    const { loop } = virtualLoop();
    const calls: number[] = [];
    loop.callSoonThreadsafe(() => calls.push(1)).cancel();
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(calls).toEqual([]);
  });

  it('wakes a loop that sleeps', async () => {
    const loop = createLoop([]);
    setImmediate(() => setImmediate(() => loop.callSoonThreadsafe(loop.stop)));
    await loop.runForever();
    loop.close();
  });
});

describe('callLater', () => {
  it('calls with its arguments when the delay has passed', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    const calls: unknown[] = [];
    loop.callLater(250, (a: string, b: string) => calls.push([a, b, loop.time() - start]), 'a', 'b');
    loop.callLater(300, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([['a', 'b', 250]]);
  });

  it('counts fractions of a millisecond', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    loop.callLater(1.9, () => calls.push('1.9'));
    loop.callLater(1.1, () => calls.push('1.1'));
    loop.callLater(0.25, () => calls.push('0.25'));
    loop.callLater(2, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['0.25', '1.1', '1.9']);
  });

  it('takes a negative delay as due already', async () => {
    const { loop } = virtualLoop();
    const start = loop.time();
    const timer = loop.callLater(-5, loop.stop);
    expect(timer.when()).toBe(start - 5);
    await loop.runForever();
    expect(loop.time()).toBe(start);
  });

  it('gives a handle that knows when it is due', () => {
    const { loop } = virtualLoop();
    expect(loop.callLater(12.5, () => {}).when()).toBe(loop.time() + 12.5);
  });

  it('waits for months without a word from Node', async () => {
    const loop = createLoop([]);
    const calls: string[] = [];
    loop.callLater(2 ** 40, () => calls.push('far'));
    loop.callLater(3, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([]);
    loop.close();
  });

  it('is never early on the clock of the host', async () => {
    const loop = createLoop([]);
    const early: number[] = [];
    for (const delay of [0.3, 1, 1.7, 2.2, 3]) {
      const timer = loop.callLater(delay, () => {
        if (loop.time() < timer.when()) early.push(delay);
      });
    }
    loop.callLater(4, loop.stop);
    await loop.runForever();
    expect(early).toEqual([]);
    loop.close();
  });

  it.each([[null], [undefined], ['5'], [Number.NaN], [{}]])('refuses the delay %o', (delay) => {
    const { loop } = virtualLoop();
    expect(() => loop.callLater(delay as never, () => {})).toThrow(TypeError);
    expect(() => loop.callAt(delay as never, () => {})).toThrow(TypeError);
  });
});

describe('callAt', () => {
  it("calls at a time of the loop's clock", async () => {
    const { loop } = virtualLoop();
    const when = loop.time() + 40;
    const seen: number[] = [];
    expect(loop.callAt(when, () => seen.push(loop.time())).when()).toBe(when);
    loop.callAt(when + 1, loop.stop);
    await loop.runForever();
    expect(seen).toEqual([when]);
  });
});

describe('a timer', () => {
  it('that was cancelled is never called, and nobody waits for it', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const start = loop.time();
    loop.callLater(10, () => calls.push('cancelled')).cancel();
    loop.callLater(1000, () => calls.push('cancelled too')).cancel();
    loop.callLater(20, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([]);
    expect(loop.time()).toBe(start + 20);
  });

  it('can be cancelled after it was called', async () => {
    const { loop } = virtualLoop();
    const calls: string[] = [];
    const timer = loop.callLater(1, () => calls.push('called'));
    loop.callLater(2, loop.stop);
    await loop.runForever();
    timer.cancel();
    expect(timer.cancelled()).toBe(true);
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(['called']);
  });

  it('runs although thousands around it were cancelled', async () => {
    const { loop } = virtualLoop();
    const calls: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const timer = loop.callLater(i + 1, () => calls.push(i));
      if (i % 100 !== 0) timer.cancel();
    }
    loop.callLater(4000, loop.stop);
    await loop.runForever();
    expect(calls).toEqual(Array.from({ length: 30 }, (_, i) => i * 100));
  });
});

describe('time', () => {
  it('never goes backwards', async () => {
    const loop = createLoop([]);
    const times: number[] = [];
    for (let i = 0; i < 100; i++) times.push(loop.time());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    loop.close();
  });

  it('is in milliseconds with fractions', () => {
    const loop = createLoop([]);
    expect(Math.abs(loop.time() - performance.now())).toBeLessThan(1000);
    loop.close();
  });
});
