import { ProcessPoolExecutor, ThreadPoolExecutor } from '@tsyncio/executors';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

// What CPython's tests of pools check in a way that no scenario in both languages can have.

describe.each(['thread', 'process'])('a program with a pool of kind %s', (kind) => {
  it('ends when it neither waits for shutdown nor wants what is queued', async () => {
    expect(await runProgramOf(import.meta.url, 'leaving', { args: [kind] })).toEqual(success('cancelled true false\nwas running\nexit\n'));
  });

  it('can submit nothing any more while it exits, and is told so by the future', async () => {
    const refused = 'true LoopError: cannot schedule new futures while the process exits\n';
    expect(await runProgramOf(import.meta.url, 'submitting-at-exit', { args: [kind] })).toEqual(success(`42\n${refused}${refused}`));
  });
});

describe.each([
  ['threads', ThreadPoolExecutor],
  ['processes', ProcessPoolExecutor],
])('a pool of %s whose workers are replaced after each task', (_, Executor) => {
  it('does what was submitted, also what fails, when shutdown does not wait', async () => {
    const pool = new Executor({ maxWorkers: 1, maxTasksPerChild: 1 });
    const fail = (): never => {
      throw new RangeError('as it should');
    };
    const futures = [pool.submit(fail), pool.submit(fail), pool.submit((n: number) => n, 42)];
    await pool.shutdown({ wait: false });
    for (const failing of futures.slice(0, 2)) expect(await failureOf(() => failing)).toMatchObject({ message: 'as it should' });
    expect(await futures[2]).toBe(42);
    await pool.shutdown();
    expect(pool.stats().workers).toBe(0);
  });
});
