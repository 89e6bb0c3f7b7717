import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { BrokenExecutorError, BrokenInterpreterPoolError, BrokenThreadPoolError, InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts'; // biome-ignore format: one list
import { Gate } from './gate.ts';
import { allPools, nodePools, threads } from './pools.ts';
import { moduleUrl } from './test-modules.ts';
import { until } from './until.ts';

const same = (n: number): number => n;
const failures = moduleUrl('failures.mjs');

/** Everything that an error and its causes say. */
function told(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}; ${told(error.cause)}` : String(error);
}

/** A way to break a pool, and what the error must name. */
const deaths: [string, { module: URL; export: string } | (() => unknown), RegExp][] = [
  ['process.exit()', () => process.exit(7), /\b7\b/],
  ['process.exit() of code 0', () => process.exit(0), /\b0\b/],
  ['process.exit() in asynchronous work', () => Promise.resolve().then(() => process.exit(9)), /\b9\b/],
  ['an error that a timer throws', { module: failures, export: 'lateError' }, /thrown by a timer|\b1\b/],
  ['a rejection that nobody handles', { module: failures, export: 'lateRejection' }, /rejected aside|\b1\b/],
];

describe.each(nodePools)('a pool of kind $kind whose worker ends', ({ broken, make }) => {
  test.each(deaths)('by %s is broken: everything that waits is told the cause', async (_, work, cause) => {
    await using pool = make({ maxWorkers: 1 });
    const dying = pool.submit(work as () => unknown);
    const waiting = [1, 2, 3].map((n) => pool.submit(same, n));
    for (const future of [dying, ...waiting]) {
      const failure = await failureOf(() => future);
      expect(failure).toBeInstanceOf(broken);
      expect(failure).toBeInstanceOf(BrokenExecutorError);
      expect(failure).toMatchObject({ name: broken.name, code: 'ERR_BROKEN_EXECUTOR' });
      expect(told(failure)).toMatch(cause);
    }
  });

  test('refuses later work at once, and starts no other worker', async () => {
    await using pool = make({ maxWorkers: 2 });
    await failureOf(() => pool.submit(() => process.exit(7)));
    const late = pool.submit(same, 1);
    const failure = await failureOf(() => late);
    expect(failure).toBeInstanceOf(broken);
    expect(told(failure)).toMatch(/\b7\b/);
    expect(late.done()).toBe(true);
    await until(() => pool.stats().workers === 0, 'the end of all workers');
    expect(pool.stats()).toMatchObject({ queued: 0, running: 0 });
  });

  test('fails the work of its other workers, too, and ends them', async () => {
    await using pool = make({ maxWorkers: 2 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const dying = pool.submit(() => process.exit(7));
    expect(await failureOf(() => dying)).toBeInstanceOf(broken);
    const failure = await failureOf(() => held);
    expect(failure).toBeInstanceOf(broken);
    expect(told(failure)).toMatch(/\b7\b/);
    await until(() => pool.stats().workers === 0, 'the end of all workers');
  });

  test('says which worker it was', async () => {
    await using pool = make({ maxWorkers: 1 });
    const id = await pool.submit(() => (globalThis as unknown as { currentWorker(): { id: number } }).currentWorker().id);
    const failure = await failureOf(() => pool.submit(() => process.exit(7)));
    expect((failure as unknown as { worker: object }).worker).toMatchObject({ id, name: expect.stringMatching(/_0$/) });
  });

  test('while it is idle is found by the next work', async () => {
    await using pool = make({ maxWorkers: 1 });
    await pool.submit(() => {
      setTimeout(() => process.exit(5), 5);
    });
    await until(() => pool.stats().workers === 0, 'the end of the worker');
    const failure = await failureOf(() => pool.submit(same, 1));
    expect(failure).toBeInstanceOf(broken);
    expect(told(failure)).toMatch(/\b5\b/);
  });

  test('can still be shut down, again and again', async () => {
    const pool = make({ maxWorkers: 1 });
    await failureOf(() => pool.submit(() => process.exit(7)));
    await pool.shutdown();
    await pool.shutdown({ cancelFutures: true });
    expect(pool.stats().workers).toBe(0);
  });

  test('fails a map in its place', async () => {
    await using pool = make({ maxWorkers: 1 });
    const results: number[] = [];
    const failure = await failureOf(async () => {
      const work = (n: number): number => (n === 2 ? (process.exit(7) as never) : n);
      for await (const result of pool.map(work, [[0, 1, 2, 3, 4]])) results.push(result);
    });
    expect(failure).toBeInstanceOf(broken);
    expect(results).toEqual([0, 1]);
  });

  test('keeps the results that came before', async () => {
    await using pool = make({ maxWorkers: 1 });
    const first = pool.submit(same, 1);
    const dying = pool.submit(() => process.exit(7));
    await failureOf(() => dying);
    expect(first.result()).toBe(1);
  });

  test('does not take messages of the work for its own', async () => {
    await using pool = make({ maxWorkers: 1 });
    expect(await pool.submit({ module: failures, export: 'strayMessages' })).toBe('still here');
    expect(await pool.submit(same, 4)).toBe(4);
  });
});

describe('a worker process', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)(
    'that is ended from outside by %s breaks its pool, and the signal is named',
    async (signal) => {
      await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
      using gate = new Gate();
      const pid = await pool.submit(() => process.pid);
      const { held } = await gate.holdNow(pool);
      const waiting = pool.submit(same, 1);
      process.kill(pid, signal);
      for (const future of [held, waiting, pool.submit(same, 2)]) {
        const failure = await failureOf(() => future);
        expect(failure).toMatchObject({ name: 'BrokenProcessPoolError', code: 'ERR_BROKEN_EXECUTOR' });
        expect(told(failure)).toContain(signal);
      }
    },
  );

  test('that crashes breaks its pool', async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const failure = await failureOf(() => pool.submit(() => process.abort()));
    expect(failure.name).toBe('BrokenProcessPoolError');
    expect(told(failure)).toContain('SIGABRT');
  });

  test('that runs out of memory breaks its pool', async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1, execArgv: ['--max-old-space-size=24'] });
    const waiting = pool.submit(eatMemory);
    const next = pool.submit(same, 1);
    for (const future of [waiting, next])
      expect(told(await failureOf(() => future))).toMatch(/BrokenProcessPoolError.*(SIGABRT|SIGTRAP|134|memory)/);
  });

  test('that closes its channel to the pool breaks it', async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const closing = pool.submit({ module: failures, export: 'closeDescriptors' });
    expect((await failureOf(() => closing)).name).toBe('BrokenProcessPoolError');
  });
});

describe('a worker thread', () => {
  test.each([
    ['thread', BrokenThreadPoolError, ThreadPoolExecutor],
    ['interpreter', BrokenInterpreterPoolError, InterpreterPoolExecutor],
  ] as const)('of a %s pool that runs out of memory breaks it, and says so', async (_, broken, Executor) => {
    await using pool = new Executor({ maxWorkers: 1, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } });
    const eating = pool.submit(eatMemory);
    const waiting = pool.submit(same, 1);
    for (const future of [eating, waiting, pool.submit(same, 2)]) {
      const failure = await failureOf(() => future);
      expect(failure).toBeInstanceOf(broken);
      expect(told(failure)).toMatch(/memory/i);
    }
  });

  test('does not take the program with it', async () => {
    await using broken = threads.make({ maxWorkers: 1 });
    await using other = threads.make({ maxWorkers: 1 });
    await failureOf(() => broken.submit(() => process.exit(7)));
    expect(await other.submit(same, 1)).toBe(1);
  });
});

test.each(allPools)('an unhandled outcome of a broken pool is no unhandled rejection ($kind)', async ({ make }) => {
  await using pool = make({ maxWorkers: 1, initializer: () => (null as unknown as { missing(): void }).missing() });
  const futures = [pool.submit(same, 1), pool.submit(same, 2)];
  await until(() => futures.every((future) => future.done()), 'the outcome');
});

function eatMemory(): number {
  const eaten: unknown[] = [];
  // Small things: Node 24 and 26 do not always end a thread in which nothing but fill() takes memory.
  for (;;) eaten.push({ number: eaten.length });
}
