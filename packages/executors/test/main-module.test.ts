import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts';
import { moduleUrl } from './test-modules.ts';

const countCalls = { module: moduleUrl('work.mjs'), export: 'countCalls' };

describe.each([
  ['threads', (mainModule: URL | string): ThreadPoolExecutor => new ThreadPoolExecutor({ maxWorkers: 1, mainModule })],
  ['processes', (mainModule: URL | string): ProcessPoolExecutor => new ProcessPoolExecutor({ maxWorkers: 1, mainModule })],
])('a module that every worker loads first, in %s,', (_, make) => {
  test('is there for the work', async () => {
    await using pool = make(moduleUrl('leaves-a-mark.mjs'));
    expect(await pool.submit(() => (globalThis as { mark?: string }).mark)).toBe('marked');
    expect(await pool.submit(countCalls)).toBe(1);
  });

  test('that does not load breaks the pool, and the reason is told', async () => {
    await using pool = make(moduleUrl('fails-to-load.mjs'));
    const failure = await failureOf(() => pool.submit(() => 1));
    expect(failure).toMatchObject({ code: 'ERR_BROKEN_EXECUTOR' });
    expect(`${failure.message} ${failure.cause}`).toContain('this module does not load');
  });
});

test.each(['thread', 'process'])("the program's own module is loaded in a worker %s, where it knows that it is one", async (kind) => {
  expect(await runProgramOf(import.meta.url, 'main-module', { args: [kind] })).toEqual(success('program: true\nworker: false\n'));
});
