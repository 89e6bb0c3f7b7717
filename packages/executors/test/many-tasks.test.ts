import { beforeAll, describe, expect, test } from 'vitest';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { BrokenExecutorError, type ExecutorFuture, ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts';
import { until } from './until.ts';

const TASKS = 100_000;
const KILLS = 20;
/** A hundred thousand small things add up where each is slow. */
const SLOW = { timeout: 600_000 };
/** How many tasks are under way at a time. */
const WINDOW = 2_000;

/** Always the same numbers between 0 and 1. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const work = (n: number, fails: boolean): number => {
  if (fails) throw new RangeError(`bad ${n}`);
  return n * 2;
};

interface Outcomes {
  right: number;
  failed: number;
  broken: number;
  wrong: string[];
}

/** Submits all the tasks, and at random moments has `kill` end a worker. */
async function runAll(pool: ThreadPoolExecutor | ProcessPoolExecutor, kill: () => void): Promise<Outcomes> {
  const outcomes: Outcomes = { right: 0, failed: 0, broken: 0, wrong: [] };
  const random = randomNumbers(7);
  const killAt = new Set(Array.from({ length: KILLS }, () => Math.floor(random.next().value * TASKS)));
  let underWay = 0;
  let roomMade = (): void => {};
  for (let n = 0; n < TASKS; n++) {
    const fails = random.next().value < 0.01;
    underWay += 1;
    pool.submit(work, n, fails).addDoneCallback((future) => {
      note(future, n, fails, outcomes);
      underWay -= 1;
      if (underWay < WINDOW / 2) roomMade();
    });
    if (killAt.has(n)) kill();
    if (underWay >= WINDOW) {
      await new Promise<void>((resolve) => {
        roomMade = resolve;
      });
    }
  }
  await until(() => underWay === 0, 'the end of all tasks');
  return outcomes;
}

function note(future: ExecutorFuture<number>, n: number, fails: boolean, outcomes: Outcomes): void {
  const error = future.exception();
  if (error === null && !fails && future.result() === n * 2) outcomes.right += 1;
  else if (error instanceof RangeError && fails && error.message === `bad ${n}`) outcomes.failed += 1;
  else if (error instanceof BrokenExecutorError) outcomes.broken += 1;
  else outcomes.wrong.push(`${n}: ${error ?? future.result()}`);
}

function listeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

// What the first pool of a process makes for all of them stays.
beforeAll(async () => {
  for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
    await using pool = new Pool({ maxWorkers: 1 });
    await pool.submit(work, 1, false);
  }
});

describe('a hundred thousand tasks, some of which fail, while workers are killed', () => {
  test('all end rightly in threads, and nothing is left', SLOW, async () => {
    const before = { descriptors: openDescriptors().length, listeners: listeners() };
    const pool = new ThreadPoolExecutor({ maxWorkers: 2, selfHealing: true });
    let kills = 0;
    const outcomes = await runAll(pool, () => {
      pool
        .submit(() => process.exit(9))
        .addDoneCallback(() => {
          kills += 1;
        });
    });
    await until(() => kills === KILLS, 'all kills');
    await pool.shutdown();
    expect(outcomes.wrong).toEqual([]);
    expect(outcomes.right + outcomes.failed + outcomes.broken).toBe(TASKS);
    expect(outcomes.failed).toBeGreaterThan(TASKS / 200);
    expect(outcomes.broken).toBe(0);
    expect(pool.stats()).toMatchObject({ workers: 0, queued: 0, running: 0 });
    await until(() => openDescriptors().length <= before.descriptors, 'the end of the descriptors');
    expect(listeners()).toBe(before.listeners);
  });

  test('all end rightly in processes, and nothing is left', SLOW, async () => {
    const before = { descriptors: openDescriptors().length, listeners: listeners() };
    const pool = new ProcessPoolExecutor({ maxWorkers: 2, selfHealing: true });
    let kills = 0;
    const outcomes = await runAll(pool, () => {
      pool
        .submit(() => {
          process.kill(process.pid, 'SIGKILL');
          for (;;);
        })
        .addDoneCallback(() => {
          kills += 1;
        });
    });
    await until(() => kills === KILLS, 'all kills');
    await pool.shutdown();
    expect(outcomes.wrong).toEqual([]);
    expect(outcomes.right + outcomes.failed + outcomes.broken).toBe(TASKS);
    expect(outcomes.broken).toBe(0);
    expect(pool.stats()).toMatchObject({ workers: 0, queued: 0, running: 0 });
    await until(() => openDescriptors().length <= before.descriptors, 'the end of the descriptors');
    expect(listeners()).toBe(before.listeners);
  });
});

test('kills at random moments fail no more than the work that the worker had begun', async () => {
  const pool = new ProcessPoolExecutor({ maxWorkers: 2, selfHealing: true });
  const pids = new Set<number>();
  const random = randomNumbers(3);
  const futures: ExecutorFuture<number>[] = [];
  for (let i = 0; i < 10; i++) {
    for (let n = 0; n < 200; n++) futures.push(pool.submit(() => process.pid));
    const first = futures.at(-200)!;
    await until(() => first.done(), 'the first of them');
    const pid = first.exception() === null ? first.result() : 0;
    if (pid !== 0 && !pids.has(pid) && random.next().value < 0.9) {
      pids.add(pid);
      process.kill(pid, 'SIGKILL');
    }
  }
  const outcomes = await Promise.allSettled(futures.map((future) => Promise.resolve(future)));
  await pool.shutdown();
  const rejected = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(rejected.every(({ reason }) => (reason as { code?: string }).code === 'ERR_BROKEN_EXECUTOR')).toBe(true);
  expect(rejected.length).toBeLessThanOrEqual(pids.size);
  expect(pool.stats().workers).toBe(0);
});
