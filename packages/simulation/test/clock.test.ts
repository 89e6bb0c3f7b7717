import { createLoop, sleep } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { hostTurn, simulate } from './simulation.ts';

describe('the virtual clock', () => {
  test('begins at 0, or at start', () => {
    expect(simulatedKernel().clock.now()).toBe(0);
    expect(simulatedKernel({ start: 1500.5 }).clock.now()).toBe(1500.5);
  });

  test('stands still while callbacks run, however many turns that takes', () =>
    simulate(async (loop) => {
      for (let turn = 0; turn < 3000; turn++) await sleep(0);
      expect(loop.time()).toBe(0);
    }));

  test('jumps to the next deadline exactly', () =>
    simulate(async (loop) => {
      const times: number[] = [];
      for (const delay of [30, 0.25, 7.125]) loop.callLater(delay, () => times.push(loop.time()));
      await sleep(100);
      expect(times).toEqual([0.25, 7.125, 30]);
      expect(loop.time()).toBe(100);
    }));

  test('a year passes at once', async () => {
    const started = performance.now();
    const year = 365 * 24 * 3_600_000;
    await simulate(async (loop) => {
      await sleep(year);
      expect(loop.time()).toBe(year);
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('does not jump to the deadline of a cancelled timer', () =>
    simulate(async (loop) => {
      loop.callLater(1000, () => expect.unreachable()).cancel();
      await sleep(5000);
      expect(loop.time()).toBe(5000);
    }));

  test('does not jump to a timer that is cancelled from outside while the loop sleeps', async () => {
    const loop = createLoop([], simulatedKernel());
    const timer = loop.callLater(1000, () => expect.unreachable());
    const done = loop.createFuture<void>();
    const run = loop.runUntilComplete(done);
    queueMicrotask(() => {
      timer.cancel();
      loop.callLater(5, () => done.setResult());
    });
    await run;
    expect(loop.time()).toBe(5);
    loop.close();
  });

  test('is moved by advance, as by a callback that takes long', () =>
    simulate(async (loop, { clock }) => {
      const order: string[] = [];
      loop.callLater(10, () => order.push(`due at 10, called at ${loop.time()}`));
      clock.advance(25);
      expect(loop.time()).toBe(25);
      await sleep(0);
      expect(order).toEqual(['due at 10, called at 25']);
    }));

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %s', (milliseconds) => {
    const { clock } = simulatedKernel();
    expect(() => clock.advance(milliseconds)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });

  test('lets the promises of the program come first', () =>
    simulate(async (loop) => {
      const order: string[] = [];
      loop.callLater(1, () => order.push('timer'));
      let chain = Promise.resolve();
      for (let i = 0; i < 500; i++) chain = chain.then(() => {});
      await chain;
      order.push('promises');
      await sleep(1);
      expect(order).toEqual(['promises', 'timer']);
    }));
});

describe('hold', () => {
  test('has the clock stand still until a promise of the host settles', () =>
    simulate(async (loop, { clock }) => {
      const { readFile } = await import('node:fs/promises');
      const timer = loop.callLater(1, () => expect.unreachable());
      expect(await clock.hold(readFile(import.meta.filename, 'utf8'))).toContain('has the clock stand still');
      expect(loop.time()).toBe(0);
      timer.cancel();
    }));

  test('gives what the promise rejects with, and the clock goes on', () =>
    simulate(async (loop, { clock }) => {
      const failing = hostTurn().then(() => Promise.reject(new Error('no')));
      await expect(clock.hold(failing)).rejects.toThrow('no');
      await sleep(10);
      expect(loop.time()).toBe(10);
    }));

  test('does not keep a timer that advance made due', () =>
    simulate(async (loop, { clock }) => {
      const due = loop.createFuture<void>();
      loop.callLater(10, () => due.setResult());
      setImmediate(() => clock.advance(10));
      await clock.hold(Promise.all([due.then(() => {}), hostTurn()]));
      expect(loop.time()).toBe(10);
    }));
});
