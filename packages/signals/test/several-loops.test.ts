import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newLoop, raise, type TestLoop, until } from './with-loop.ts';

const loops: TestLoop[] = [];
const warnings: string[] = [];

function anotherLoop(): TestLoop {
  const loop = newLoop();
  loops.push(loop);
  return loop;
}

/** A loop whose handler of SIGUSR2 notes its name. */
function handling(name: string, told: string[]): TestLoop {
  const loop = anotherLoop();
  loop.addSignalHandler('SIGUSR2', () => told.push(name));
  return loop;
}

/** Let each loop run until a signal that it handles would have been told. */
async function runAll(): Promise<void> {
  for (const loop of loops) {
    if (loop.isClosed()) continue;
    let woken = false;
    loop.addSignalHandler('SIGWINCH', () => {
      woken = true;
    });
    raise('SIGWINCH');
    await loop.runUntilComplete(() => until(() => woken));
    loop.removeSignalHandler('SIGWINCH');
  }
}

beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
});

afterEach(() => {
  for (const loop of loops.splice(0)) loop.close();
  vi.restoreAllMocks();
});

describe('of several loops', () => {
  test('the last to add a handler has the signal; the one before loses its own and is told', async () => {
    const told: string[] = [];
    const first = handling('first', told);
    const second = handling('second', told);
    expect(warnings).toEqual([
      `another event loop handles SIGUSR2 from now on: the handler of ${first} was removed, since a signal has one loop`,
    ]);
    raise('SIGUSR2');
    await runAll();
    expect(told).toEqual(['second']);
    expect([first.removeSignalHandler('SIGUSR2'), second.removeSignalHandler('SIGUSR2')]).toEqual([false, true]);
  });

  test('each has its own signals', async () => {
    const told: string[] = [];
    handling('first', told);
    anotherLoop().addSignalHandler('SIGCONT', () => told.push('second'));
    raise('SIGUSR2');
    raise('SIGCONT');
    await runAll();
    expect(told).toEqual(['first', 'second']);
    expect(warnings).toEqual([]);
  });

  test('one takes a signal back by adding its handler again', async () => {
    const told: string[] = [];
    const first = handling('first', told);
    handling('second', told);
    first.addSignalHandler('SIGUSR2', () => told.push('first again'));
    raise('SIGUSR2');
    await runAll();
    expect(told).toEqual(['first again']);
    expect(warnings.length).toBe(2);
  });

  test('one that is closed, or removed its handler, is told nothing when another adds one', async () => {
    const told: string[] = [];
    handling('closed', told).close();
    handling('removed', told).removeSignalHandler('SIGUSR2');
    handling('third', told);
    raise('SIGUSR2');
    await runAll();
    expect([told, warnings]).toEqual([['third'], []]);
  });

  test('one that lost its signal does not take it from the other when it is closed', async () => {
    const told: string[] = [];
    const first = handling('first', told);
    handling('second', told);
    first.close();
    raise('SIGUSR2');
    await runAll();
    expect(told).toEqual(['second']);
  });

  test('a name is told for a signal that has one, else its number', () => {
    anotherLoop().addSignalHandler(40, () => {});
    anotherLoop().addSignalHandler(40, () => {});
    expect(warnings[0]).toContain('handles signal 40 from now on');
  });

  test('copies of the package share the signals: the CommonJS build beside this one', async () => {
    const key = Symbol.for('@tsyncio/signals:owners:1');
    const { owners } = await import('../src/signal-owners.ts');
    expect((globalThis as { [key]?: unknown })[key]).toBe(owners);
    const told: string[] = [];
    handling('first', told);
    vi.resetModules();
    const copy = await import('../src/index.ts');
    const other = createLoop([copy.signals()], nativeKernel()) as TestLoop;
    loops.push(other);
    other.addSignalHandler('SIGUSR2', () => told.push('copy'));
    raise('SIGUSR2');
    await runAll();
    expect(told).toEqual(['copy']);
    expect(warnings.length).toBe(1);
  });
});
