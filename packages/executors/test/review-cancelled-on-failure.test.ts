import { describe, expect, test } from 'vitest';
import { wait } from '../src/index.ts';
import { Gate } from './gate.ts';
import { interpreters, nodePools, threads } from './pools.ts';

const same = (value: unknown): unknown => value;
const notCopied = (): void => {};

describe.each([threads, interpreters])('a pool of kind $kind whose work was cancelled when other work failed', ({ make }) => {
  test('counts right, and does what is submitted later', async () => {
    await using pool = make({ maxWorkers: 1 });
    // Short work, which goes to the worker many at a time.
    for (let n = 0; n < 20; n++) await pool.submit(same, n);
    const first = pool.submit(same, 0);
    const failing = pool.submit(same, notCopied);
    const [second, third] = [pool.submit(same, 1), pool.submit(same, 2)];
    const others = Array.from({ length: 20 }, (_, n) => pool.submit(same, n));
    failing.addDoneCallback(() => {
      second.cancel();
      third.cancel();
    });
    await wait([first, failing, second, third, ...others]);
    expect([second.cancelled(), third.cancelled()]).toEqual([true, true]);
    expect(pool.stats()).toMatchObject({ queued: 0, cancelled: 2, failed: 1, completed: 41 });
    const later = Array.from({ length: 5 }, (_, n) => pool.submit(same, n));
    expect(await Promise.all(later)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe.each(nodePools)('a pool of kind $kind', ({ make }) => {
  test('that breaks counts what is cancelled by those who hear of it once', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const dying = pool.submit(() => process.exit(1));
    const waiting = Array.from({ length: 3 }, (_, n) => pool.submit(same, n));
    dying.addDoneCallback(() => {
      for (const future of waiting) future.cancel();
    });
    gate.open();
    await wait([held, dying, ...waiting]);
    expect(waiting.map((future) => future.cancelled())).toEqual([true, true, true]);
    expect(pool.stats()).toMatchObject({ queued: 0, completed: 1, failed: 1, cancelled: 3 });
  });

  test('whose only worker died waits in a shutdown that is asked for then until the rest is done', async () => {
    const pool = make({ maxWorkers: 1, selfHealing: true });
    await pool.submit(same, 1);
    const dying = pool.submit(() => process.exit(1));
    const rest = pool.submit(same, 'rest');
    const doneAtEnd = new Promise((resolve) => {
      dying.addDoneCallback(() => resolve(pool.shutdown().then(() => rest.done())));
    });
    expect(await doneAtEnd).toBe(true);
    expect(await rest).toBe('rest');
  });
});

test('a forced cancellation of work that a thread has done already gives its result, and harms no other work', async () => {
  await using pool = threads.make({ maxWorkers: 1 });
  for (let n = 0; n < 20; n++) await pool.submit(same, n);
  const count = new Int32Array(new SharedArrayBuffer(4));
  const first = pool.submit(same, 0);
  const futures = Array.from({ length: 10 }, () => pool.submit((shared: Int32Array) => Atomics.add(shared, 0, 1), count));
  const cancelled = new Promise((resolve) => {
    // All of them are in the thread now. This thread hears of no answer while it waits for the second to begin.
    first.addDoneCallback(() => {
      const deadline = performance.now() + 60_000;
      while (Atomics.load(count, 0) < 2 && performance.now() < deadline);
      resolve(futures[0]?.cancel({ force: true }));
    });
  });
  expect(await cancelled).toBe(false);
  expect(await Promise.all(futures)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
