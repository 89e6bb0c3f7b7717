import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { InterpreterPoolExecutor, type PoolOptions, ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools, nodePools, threads } from './pools.ts';
import { until } from './until.ts';
import type { CurrentWorker } from './worker-globals.ts';

declare const currentWorker: CurrentWorker;

const workerId = (): number => currentWorker()?.id ?? -1;

/** The most work that a pool of the default size runs at once. */
async function defaultWorkers(pool: ThreadPoolExecutor | ProcessPoolExecutor, wanted: number): Promise<number> {
  using gate = new Gate();
  const futures = Array.from({ length: wanted + 3 }, () => gate.hold(pool));
  await until(() => pool.stats().running === wanted, `a pool of ${wanted} workers`);
  const { workers } = pool.stats();
  gate.open();
  await Promise.all(futures);
  return workers;
}

describe.each(allPools)('a pool of kind $kind', ({ kind, make }) => {
  test('starts no worker before there is work', async () => {
    await using pool = make({ maxWorkers: 3 });
    expect(pool.kind).toBe(kind);
    expect(pool.stats().workers).toBe(0);
    expect(await pool.submit((n: number) => n + 1, 1)).toBe(2);
    expect(pool.stats().workers).toBe(1);
  });

  test('gives work to an idle worker rather than to a new one', async () => {
    await using pool = make({ maxWorkers: 3 });
    const ids = new Set<number>();
    for (let i = 0; i < 10; i++) ids.add(await pool.submit(workerId));
    expect(ids.size).toBe(1);
    expect(pool.stats()).toMatchObject({ workers: 1, idle: 1 });
  });

  test('starts another worker while none is idle, and never more than maxWorkers', async () => {
    await using pool = make({ maxWorkers: 2 });
    using gate = new Gate();
    await gate.holdNow(pool);
    expect(pool.stats().workers).toBe(1);
    await gate.holdNow(pool);
    const third = gate.hold(pool);
    expect(pool.stats()).toMatchObject({ workers: 2, running: 2, queued: 1 });
    expect(third.running()).toBe(false);
    gate.open();
    expect(await third).toBe('passed');
    expect(pool.stats().workers).toBe(2);
  });

  test('does work in the order of submission', async () => {
    await using pool = make({ maxWorkers: 1 });
    const order: number[] = [];
    const futures = Array.from({ length: 20 }, (_, i) => pool.submit((n: number) => n, i));
    for (const future of futures) future.addDoneCallback((done) => order.push(done.result()));
    await Promise.all(futures);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test.each([0, -1])('refuses %i workers', (maxWorkers) => {
    expect(() => make({ maxWorkers })).toThrow(RangeError);
    expect(() => make({ maxWorkers })).toThrow(/maxWorkers/);
  });

  test.each([1.5, Number.NaN, '2', {}])('refuses %s as maxWorkers', (maxWorkers) => {
    const failure = caught(() => make({ maxWorkers: maxWorkers as number }));
    expect(failure).toSatisfy((error) => error instanceof TypeError || error instanceof RangeError);
    expect(failure.message).toContain('maxWorkers');
  });

  test.each<[keyof PoolOptions, unknown]>([
    ['maxTasksPerChild', 0],
    ['maxTasksPerChild', -2],
    ['maxTasksPerChild', 1.5],
    ['maxTasksPerChild', '3'],
    ['idleTimeout', -1],
    ['idleTimeout', Number.NaN],
    ['idleTimeout', 'soon'],
    ['maxQueue', -1],
    ['maxQueue', 0.5],
    ['maxQueue', 'many'],
    ['initializer', 42],
    ['initializer', 'a script'],
    ['initargs', 7],
    ['contextVars', [{}]],
    ['contextVars', 7],
  ])('refuses %s: %j and says which option it was', (option, value) => {
    const failure = caught(() => make({ [option]: value }));
    expect(failure).toSatisfy((error) => error instanceof TypeError || error instanceof RangeError);
    expect(failure.message).toContain(option);
  });
});

describe('how many workers there may be unless it is said', () => {
  test('threads: four more than processors, at most 32', async () => {
    await using pool = new ThreadPoolExecutor();
    const wanted = Math.min(32, availableParallelism() + 4);
    expect(await defaultWorkers(pool, wanted)).toBe(wanted);
  });

  test('processes: as many as processors', async () => {
    await using pool = new ProcessPoolExecutor();
    const wanted = availableParallelism();
    expect(await defaultWorkers(pool, wanted)).toBe(wanted);
  });
});

describe('names', () => {
  const nameAndId = (): unknown => currentWorker();

  test('workers are numbered after the name of their pool', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: 'crunch' });
    using gate = new Gate();
    expect(await pool.submit(nameAndId)).toMatchObject({ name: 'crunch_0' });
    await gate.holdNow(pool);
    expect(await pool.submit(nameAndId)).toMatchObject({ name: 'crunch_1' });
  });

  test.each([
    ['ThreadPoolExecutor', (): ThreadPoolExecutor => new ThreadPoolExecutor()],
    ['InterpreterPoolExecutor', (): ThreadPoolExecutor => new InterpreterPoolExecutor()],
    ['ProcessPoolExecutor', (): ProcessPoolExecutor => new ProcessPoolExecutor()],
  ] as const)('each %s has a name of its own', async (name, make) => {
    await using first = make();
    await using second = make();
    const pattern = new RegExp(`^${name}-(\\d+)$`);
    expect(first.name).toMatch(pattern);
    expect(second.name).toMatch(pattern);
    expect(Number(pattern.exec(second.name)?.[1])).toBeGreaterThan(Number(pattern.exec(first.name)?.[1]));
    expect(first.stats().name).toBe(first.name);
  });

  test('an interpreter pool is a thread pool', async () => {
    await using pool = new InterpreterPoolExecutor();
    expect(pool).toBeInstanceOf(ThreadPoolExecutor);
  });

  test('outside of a worker there is no current worker', async () => {
    const { currentWork: work, currentWorker: worker } = await import('../src/index.ts');
    expect(worker()).toBeNull();
    expect(work()).toBeNull();
  });
});

describe.each(nodePools)('a worker of kind $kind', ({ kind, make }) => {
  test('is another thread or process', async () => {
    await using pool = make({ maxWorkers: 1 });
    const pid = await pool.submit(() => process.pid);
    expect(pid === process.pid).toBe(kind === 'thread');
    expect(await pool.submit(() => (globalThis as { there?: unknown }).there === undefined)).toBe(true);
  });

  test('keeps what work leaves in its globals', async () => {
    await using pool = make({ maxWorkers: 1 });
    const count = (): number => {
      const state = globalThis as { count?: number };
      state.count = (state.count ?? 0) + 1;
      return state.count;
    };
    expect([await pool.submit(count), await pool.submit(count)]).toEqual([1, 2]);
    expect('count' in globalThis).toBe(false);
  });
});

test('processes get the environment and the options of Node that the pool was given', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, env: { ONLY: 'this' }, execArgv: ['--stack-trace-limit=3'] });
  const [env, execArgv] = await pool.submit(() => [{ ...process.env }, process.execArgv] as const);
  expect(env.ONLY).toBe('this');
  expect(env.PATH).toBeUndefined();
  expect(execArgv).toContain('--stack-trace-limit=3');
});

test('a worker that cannot be started breaks its pool and leaves nothing waiting', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, execArgv: ['--no-such-option-of-node'] });
  const failure = await failureOf(() => pool.submit(() => 1));
  expect(failure.code).toBe('ERR_BROKEN_EXECUTOR');
});

test('a pool is made by new', () => {
  expect(() => (threads.make as unknown as () => void)()).not.toThrow();
  expect(() => new ThreadPoolExecutor(null as never)).toThrow(TypeError);
  expect(() => new ThreadPoolExecutor({ threadNamePrefix: 3 as never })).toThrow(/threadNamePrefix/);
  expect(() => new ThreadPoolExecutor({ resourceLimits: 3 as never })).toThrow(/resourceLimits/);
  expect(() => new ProcessPoolExecutor({ execArgv: 'x' as never })).toThrow(/execArgv/);
  expect(() => new ProcessPoolExecutor({ env: 3 as never })).toThrow(/env/);
});

function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not throw');
}
