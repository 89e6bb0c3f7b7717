import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts';
import { nodePools, type Pool } from './pools.ts';
import { moduleUrl } from './test-modules.ts';

const esm = moduleUrl('work.mjs');
const commonjs = moduleUrl('work.cjs');

describe.each(nodePools)('a function of a module in a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());

  test.each([
    ['a URL', esm],
    ['the text of a URL', esm.href],
    ['an absolute path', fileURLToPath(esm)],
    ['a path relative to the current folder', `./${relative(process.cwd(), fileURLToPath(esm))}`],
  ])('is found by %s', async (_, module) => {
    expect(await pool.submit({ module, export: 'add' }, 2, 3)).toBe(5);
  });

  test('is found by the name of a module of Node', async () => {
    expect(await pool.submit({ module: 'node:path', export: 'basename' }, '/a/b')).toBe('b');
  });

  test('is the default export unless named', async () => {
    expect(await pool.submit({ module: esm }, 21)).toBe(42);
    expect(await pool.submit({ module: esm, export: 'default' }, 4)).toBe(8);
  });

  test('may be of a CommonJS module', async () => {
    expect(await pool.submit({ module: commonjs }, 1)).toBe(2);
    expect(await pool.submit({ module: commonjs, export: 'add' }, 1, 1)).toBe(2);
    expect(await pool.submit({ module: commonjs, export: 'folder' })).toBe(dirname(fileURLToPath(commonjs)));
  });

  test('may be asynchronous or a generator', async () => {
    expect(await pool.submit({ module: esm, export: 'later' }, 'now')).toBe('now');
    expect(await pool.submit({ module: esm, export: 'steps' }, 3)).toBe('3 steps');
  });

  test('is of one copy of the module for each worker', async () => {
    const countCalls = { module: esm, export: 'countCalls' };
    expect(await pool.submit(countCalls)).toBe(1);
    expect(await pool.submit(countCalls)).toBe(2);
    await using other = make({ maxWorkers: 1 });
    expect(await other.submit(countCalls)).toBe(1);
  });

  test('that does not exist is an error that names it, and the pool goes on', async () => {
    const failure = await failureOf(() => pool.submit({ module: esm, export: 'subtract' }, 1));
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure.message).toContain('subtract');
    expect(failure.message).toContain('work.mjs');
    expect(await failureOf(() => pool.submit({ module: esm, export: 'notCallable' }))).toSatisfy(
      (error) => error instanceof TypeError && error.message.includes('notCallable'),
    );
    expect(await failureOf(() => pool.submit({ module: esm, export: 'toString' }))).toBeInstanceOf(TypeError);
    expect(await pool.submit({ module: esm, export: 'add' }, 1, 1)).toBe(2);
  });

  test('of a module that is not there, or does not load, fails with the reason, and the pool goes on', async () => {
    const missing = await failureOf(() => pool.submit({ module: moduleUrl('no-such-module.mjs') }));
    expect(missing.code).toBe('ERR_MODULE_NOT_FOUND');
    expect(missing.message).toContain('no-such-module.mjs');
    const failing = await failureOf(() => pool.submit({ module: moduleUrl('fails-to-load.mjs') }));
    expect(failing).toBeInstanceOf(RangeError);
    expect(failing.message).toBe('this module does not load');
    expect(await pool.submit({ module: esm }, 1)).toBe(2);
  });

  test.each([
    [{ module: 42 }, /module/],
    [{ module: esm, export: 7 }, /export/],
    [{}, /work|function/i],
    [null, /work|function/i],
    [undefined, /work|function/i],
    ['work.mjs', /work|function/i],
  ])('%j is no work, and the future says so', async (work, message) => {
    const failure = await failureOf(() => pool.submit(work as never));
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure.message).toMatch(message);
  });
});

test('an interpreter loads no modules, and says so', async () => {
  await using pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
  const failure = await failureOf(() => pool.submit({ module: esm }, 1));
  expect(failure).toBeInstanceOf(TypeError);
  expect(failure.message).toMatch(/module/);
  expect(pool.stats().workers).toBe(0);
});

test.each(['thread', 'process'])('modules in TypeScript run in a %s where the program itself does', async (kind) => {
  expect(await runProgramOf(import.meta.url, 'typescript', { args: [kind] })).toEqual(success(`${kind} 5\n`));
});

// Where Node itself takes off types; what others do for it is in the test above.
test.skipIf(!('typescript' in process.features && process.features.typescript))(
  'modules in TypeScript run where Node strips types',
  async () => {
    await using inThread = new ThreadPoolExecutor({ maxWorkers: 1 });
    await using inProcess = new ProcessPoolExecutor({ maxWorkers: 1 });
    for (const pool of [inThread, inProcess])
      expect(await pool.submit({ module: moduleUrl('typed.ts'), export: 'length' }, { x: 3, y: 4 })).toBe(5);
  },
);

describe('a program in a project of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-project-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('finds the packages that are installed beside the program, wherever it is started', async () => {
    const installed = join(folder, 'node_modules', 'beside');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{ "name": "beside", "type": "module", "exports": "./index.js" }');
    writeFileSync(join(installed, 'index.js'), 'export const where = () => "beside";');
    const entry = join(folder, 'main.mjs');
    const before = process.argv[1];
    process.argv[1] = entry;
    try {
      for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
        await using pool = new Pool({ maxWorkers: 1 });
        expect(await pool.submit({ module: 'beside', export: 'where' })).toBe('beside');
        expect(await failureOf(() => pool.submit({ module: 'nowhere-at-all' }))).toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
      }
    } finally {
      process.argv[1] = before as string;
    }
  });

  test('finds the packages that are installed there', async () => {
    const installed = join(folder, 'node_modules', 'only-here');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{ "name": "only-here", "type": "module", "exports": "./index.js" }');
    writeFileSync(join(installed, 'index.js'), 'export const where = () => "only here";');
    const before = process.cwd();
    process.chdir(folder);
    try {
      await using inThread = new ThreadPoolExecutor({ maxWorkers: 1 });
      await using inProcess = new ProcessPoolExecutor({ maxWorkers: 1 });
      for (const pool of [inThread, inProcess]) expect(await pool.submit({ module: 'only-here', export: 'where' })).toBe('only here');
    } finally {
      process.chdir(before);
    }
  });
});
