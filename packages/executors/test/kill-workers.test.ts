import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ProcessPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { until } from './until.ts';

const same = (n: number): number => n;

describe.each([
  ['terminateWorkers', 'SIGTERM'],
  ['killWorkers', 'SIGKILL'],
] as const)('%s', (method, signal) => {
  test(`sends ${signal}: what runs fails, what waits is cancelled, nothing more is taken`, async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
    using gate = new Gate();
    const running = [await gate.holdNow(pool), await gate.holdNow(pool)].map(({ held }) => held);
    const waiting = pool.submit(same, 1);
    pool[method]();
    for (const future of running) {
      const failure = await failureOf(() => future);
      expect(failure.name).toBe('BrokenProcessPoolError');
      expect(`${failure.message} ${failure.cause}`).toContain(signal);
    }
    expect(waiting.cancelled()).toBe(true);
    const late = await failureOf(() => pool.submit(same, 2));
    expect(['ERR_EXECUTOR_SHUTDOWN', 'ERR_BROKEN_EXECUTOR']).toContain(late.code);
    await until(() => pool.stats().workers === 0, 'the end of the workers');
  });

  test('of a pool that is idle, unused or shut down is no error', async () => {
    const unused = new ProcessPoolExecutor({ maxWorkers: 1 });
    unused[method]();
    await unused.shutdown();
    const idle = new ProcessPoolExecutor({ maxWorkers: 1 });
    const pid = await idle.submit(() => process.pid);
    idle[method]();
    idle[method]();
    await idle.shutdown();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    idle[method]();
  });
});

test('killWorkers ends work that would never end', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const future = pool.submit(() => {
    for (;;);
  });
  await until(() => future.running(), 'the beginning of the work');
  pool.killWorkers();
  expect((await failureOf(() => future)).name).toBe('BrokenProcessPoolError');
});
