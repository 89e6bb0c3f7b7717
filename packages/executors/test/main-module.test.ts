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

// In Node 20 what `--import tsx` registers is not there in worker threads, and the program is in TypeScript.
const loadersReachThreads = Number.parseInt(process.versions.node, 10) >= 22;
const inThreads = test.skipIf(!loadersReachThreads);

test("the program's own module is loaded in a worker process, where it knows that it is one", async () => {
  expect(await runProgramOf(import.meta.url, 'main-module', { args: ['process'] })).toEqual(success('program: true\nworker: false\n'));
});

inThreads("the program's own module is loaded in a worker thread, from Node 22 on, where it knows that it is one", async () => {
  expect(await runProgramOf(import.meta.url, 'main-module', { args: ['thread'] })).toEqual(success('program: true\nworker: false\n'));
});
