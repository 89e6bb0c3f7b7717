import { sleep } from '@tsyncio/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type VirtualLoop, virtualLoop } from '../virtual-loop.ts';

afterEach(() => vi.restoreAllMocks());

interface DebugLoop extends VirtualLoop {
  readonly warnings: string[];
}

function debugLoop(): DebugLoop {
  const warnings: string[] = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
  const made = virtualLoop();
  made.loop.setDebug(true);
  return { ...made, warnings };
}

function foreignPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("a task that waits for a promise that is not the loop's", () => {
  it('is warned about once while it waits, after ten times slowCallbackDuration', async () => {
    const { loop, warnings } = debugLoop();
    loop.slowCallbackDuration = 20;
    loop.createTask(() => foreignPromise().promise, { name: 'stuck' });
    const told: [number, number][] = [];
    for (const time of [150, 250, 1000]) loop.callLater(time, () => void told.push([time, warnings.length]));
    loop.callLater(1001, loop.stop);
    await loop.runForever();
    expect(told).toEqual([
      [150, 0],
      [250, 1],
      [1000, 1],
    ]);
    expect(warnings[0]).toMatch(/name='stuck'.* has waited 200 ms for a promise that is not the loop's/);
  });

  it('is warned about also when nothing else wakes the loop', async () => {
    const { loop, warnings } = debugLoop();
    const { promise, resolve } = foreignPromise();
    vi.mocked(process.emitWarning).mockImplementation((warning) => {
      warnings.push(String(warning));
      resolve();
    });
    await loop.runUntilComplete(() => promise);
    expect(warnings).toHaveLength(1);
  });

  it('is not warned about before its time when it is cancelled there', async () => {
    const { loop, warnings } = debugLoop();
    const { promise, resolve } = foreignPromise();
    await loop.runUntilComplete(async () => {
      const task = loop.createTask(() => promise);
      await sleep(5);
      task.cancel();
      await sleep(5);
      resolve();
      await Promise.allSettled([task]);
    });
    expect(warnings).toEqual([]);
  });

  it('is not warned about when it comes back soon', async () => {
    const { loop, warnings } = debugLoop();
    await loop.runUntilComplete(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await sleep(5000);
      await null;
      await sleep(5000);
    });
    expect(warnings).toEqual([]);
  });

  it('is not warned about when it waits for futures of the loop, whatever else it waits for', async () => {
    const { loop, warnings } = debugLoop();
    await loop.runUntilComplete(async () => {
      await Promise.all([sleep(3000), new Promise((resolve) => setImmediate(resolve))]);
    });
    expect(warnings).toEqual([]);
  });
});

describe('a cancellation that is spent on a leftover of Promise.race', () => {
  it('is told of with the wait that it did not reach', async () => {
    const { loop, warnings } = debugLoop();
    const { promise } = foreignPromise();
    const loser = loop.createFuture();
    const task = loop.createTask(
      async () => {
        await Promise.race([sleep(1), loser]);
        await promise;
      },
      { name: 'raced' },
    );
    loop.callLater(5, () => task.cancel());
    loop.callLater(5000, loop.stop);
    await loop.runForever();
    expect(warnings).toEqual([expect.stringMatching(/name='raced'.* has waited .* was spent on a future left over from Promise\.race\.$/)]);
  });

  it('is not suspected where the task waits for a future of the loop', async () => {
    const { loop, warnings } = debugLoop();
    const task = loop.createTask(async () => {
      await Promise.race([sleep(1), sleep(2)]);
      await Promise.all([sleep(1), sleep(1_000_000)]);
    });
    loop.callLater(50_000, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(warnings).toEqual([]);
  });
});

describe('an async function that keeps the thread', () => {
  it('is warned about as a slow callback is, also after an await', async () => {
    const { loop, kernel, warnings } = debugLoop();
    const task = loop.createTask(
      async () => {
        await sleep(1);
        kernel.advance(300);
        await sleep(1);
      },
      { name: 'hog' },
    );
    await loop.runUntilComplete(task);
    expect(warnings).toEqual([expect.stringMatching(/^Executing <Task .*name='hog'.* took 300\.0 ms$/)]);
  });
});

describe('an async function that waits for its turn', () => {
  it('is not blamed for a callback of the same batch that keeps the thread', async () => {
    const { loop, kernel, warnings } = debugLoop();
    const task = loop.createTask(async () => {
      await null;
      await sleep(1);
    });
    loop.callSoon(function burner() {
      kernel.advance(300);
    });
    await loop.runUntilComplete(task);
    expect(warnings).toEqual([expect.stringMatching(/^Executing <Handle burner\(\)/)]);
  });
});

describe('callbacks in debug mode', () => {
  it('must not be async functions or generators, whose outcome would be lost', () => {
    const { loop } = debugLoop();
    async function work(): Promise<void> {}
    expect(() => loop.callSoon(work)).toThrow(/^work\(\) is a coroutine, whose outcome a callback would lose: run it with createTask$/);
    expect(() => loop.callLater(1, work)).toThrow(TypeError);
    expect(() => loop.callAt(1, work)).toThrow(TypeError);
    expect(() => loop.callSoonThreadsafe(work)).toThrow(TypeError);
    expect(() => loop.callSoon(function* steps() {})).toThrow(TypeError);
  });

  it('may be async functions without debug mode', async () => {
    const { loop } = virtualLoop();
    let ran = false;
    loop.callSoon(async () => {
      ran = true;
      loop.stop();
    });
    await loop.runForever();
    expect(ran).toBe(true);
  });
});
