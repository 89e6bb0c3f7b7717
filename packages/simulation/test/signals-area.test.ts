import { constants } from 'node:os';
import { createLoop, sleep } from '@tsyncio/core';
import { signals } from '@tsyncio/signals';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { simulateChildren } from './simulate-children.ts';

describe('signal handlers on a simulated kernel', () => {
  test('are called in a turn of the loop, once for each signal', () =>
    simulateChildren(async (loop, kernel) => {
      const calls: unknown[] = [];
      loop.addSignalHandler('SIGTERM', (...args) => calls.push(args), 'term', 1);
      loop.addSignalHandler('SIGUSR1', () => calls.push('usr1'));
      for (const signal of ['SIGTERM', 'SIGUSR1', 'SIGTERM'] as const) kernel.raise(signal);
      expect(calls).toEqual([]);
      while (calls.length < 3) await sleep(0);
      expect(calls).toEqual([['term', 1], 'usr1', ['term', 1]]);
      expect([loop.removeSignalHandler('SIGTERM'), loop.removeSignalHandler('SIGTERM')]).toEqual([true, false]);
      expect(() => kernel.raise('SIGTERM')).toThrow('SIGTERM would have ended this process');
      loop.removeSignalHandler('SIGUSR1');
    }));

  test('wake a loop that sleeps', () =>
    simulateChildren(async (loop, kernel) => {
      const came = loop.createFuture<number>();
      loop.addSignalHandler('SIGINT', () => came.setResult(loop.time()));
      kernel.program('/bin/interrupts', function* (self) {
        yield* self.sleep(40);
        self.kill(self.parent, 'SIGINT');
      });
      const [transport] = await loop.subprocessExec(() => ({}), ['interrupts']);
      expect(await came).toBe(40);
      while (transport.getReturncode() === null) await sleep(1);
      await sleep(1);
    }));

  test('that come while the loop does not run are called in its next run', async () => {
    const kernel = simulatedKernel({ seed: 1 });
    const loop = createLoop([signals()], kernel);
    const calls: string[] = [];
    loop.addSignalHandler('SIGHUP', () => {
      calls.push('hup');
      loop.stop();
    });
    kernel.raise('SIGHUP');
    await loop.runForever();
    kernel.raise('SIGHUP');
    loop.runForeverSync();
    expect(calls).toEqual(['hup', 'hup']);
    loop.close();
    expect(() => kernel.raise('SIGHUP')).toThrow('SIGHUP would have ended this process');
    expect(kernel.openDescriptors()).toEqual([]);
  });

  test('of SIGKILL and SIGSTOP are refused', () =>
    simulateChildren(async (loop) => {
      for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
        expect(() => loop.addSignalHandler(signal, () => {})).toThrow(`sig ${constants.signals[signal]} cannot be caught`);
    }));

  test('hear the end of children', () =>
    simulateChildren(async (loop, kernel) => {
      let count = 0;
      loop.addSignalHandler('SIGCHLD', () => void count++);
      kernel.program('/bin/true', () => 0);
      const children = await Promise.all([1, 2, 3].map(() => loop.subprocessExec(() => ({}), ['true'])));
      while (children.some(([transport]) => transport.getReturncode() === null)) await sleep(1);
      await sleep(1);
      expect(count).toBe(3);
    }));
});
