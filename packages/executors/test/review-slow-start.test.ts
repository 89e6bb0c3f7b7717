import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { InterpreterPoolExecutor } from '../src/index.ts';
import { allPools } from './pools.ts';

/** Takes longer to copy than a thread takes to start. */
const slowToCopy = {
  get value(): string {
    const end = performance.now() + 500;
    while (performance.now() < end);
    return 'copied';
  },
};

describe.each(allPools)('a pool of kind $kind', ({ make }) => {
  test('starts its workers however long it takes to copy what the initializer is given', async () => {
    const initializer = (given: { value: string }): void => {
      (globalThis as { given?: string }).given = given.value;
    };
    await using pool = make({ maxWorkers: 1, initializer, initargs: [slowToCopy] });
    expect(await pool.submit(() => (globalThis as { given?: string }).given)).toBe('copied');
  });
});

test('an interpreter starts however long it takes to copy what is shared', async () => {
  await using pool = new InterpreterPoolExecutor({ maxWorkers: 1, shared: { slowToCopy } });
  expect(await pool.submit({ script: 'slowToCopy.value' })).toBe('copied');
});

test('an interpreter whose initializer cannot be copied ends, although it was never told to begin', async () => {
  const pool = new InterpreterPoolExecutor({ maxWorkers: 1, initializer: () => {}, initargs: [Symbol('not copied')] });
  const failure = await failureOf(() => pool.submit(() => 1));
  expect(`${failure.message} ${failure.cause}`).toMatch(/initargs/);
  await pool.shutdown();
  expect(pool.stats().workers).toBe(0);
});

test('a pool whose worker process finds no descriptor breaks, and the program goes on', async () => {
  expect(await runProgramOf(import.meta.url, 'no-descriptors', { descriptors: 512 })).toEqual(success('ERR_BROKEN_EXECUTOR EMFILE\n'));
});
