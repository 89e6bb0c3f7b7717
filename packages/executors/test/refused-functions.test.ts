import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { closure } from '../src/index.ts';
import { functionOf } from './function-of.ts';
import { missing, refused } from './function-texts.ts';
import { allPools, type Pool } from './pools.ts';

(globalThis as { leakedGlobal?: number }).leakedGlobal = 1;
afterAll(() => {
  delete (globalThis as { leakedGlobal?: number }).leakedGlobal;
});

describe.each(allPools)('a pool of kind $kind refuses, before it sends anything,', ({ make }) => {
  const pool: Pool = make({ maxWorkers: 1 });
  afterAll(() => pool.shutdown());
  const refusal = async (work: unknown): Promise<Error> => {
    const failure = await failureOf(() => pool.submit(work as () => unknown));
    expect(failure).toMatchObject({ name: 'NotShareableError', code: 'ERR_NOT_SHAREABLE' });
    expect(failure).toBeInstanceOf(TypeError);
    expect(pool.stats().workers, 'workers').toBe(0);
    return failure;
  };

  test.each(missing)('%s', async (text, names) => {
    const { message } = await refusal(functionOf(text));
    for (const name of names) expect(message).toMatch(new RegExp(`(^|[^\\w$])${name.replace('$', '\\$')}([^\\w$]|$)`));
  });

  test.each(refused)('%s', async (_, text, message) => {
    expect((await refusal(runInThisContext(text))).message).toMatch(message);
  });

  test('a method that calls another by name, as its own name is no variable', async () => {
    expect((await refusal(runInThisContext('({ fact(n) { return n < 2 ? 1 : n * fact(n - 1); } }).fact'))).message).toContain('fact');
  });

  test('an import, which the tests of this project are full of', async () => {
    expect((await refusal(() => expect(1).toBe(1))).message).toMatch(/expect|__vite?_/);
  });

  test('a captured function that is not self-contained', async () => {
    expect((await refusal(closure({ a: 1 }, functionOf('({ a }, b) => a + b + c')))).message).toMatch(/\bc\b/);
  });

  test('captures that cannot be copied, with the path to what cannot', async () => {
    const work = closure({ options: { handlers: [{ onDone: () => 1 }] } }, ({ options }) => options);
    const failure = await failureOf(() => pool.submit(work));
    expect(failure).toMatchObject({ name: 'NotShareableError', code: 'ERR_NOT_SHAREABLE' });
    expect(failure.message).toContain('options.handlers[0].onDone');
  });
});

describe.each(allPools)('a pool of kind $kind', ({ kind, make }) => {
  test(`${kind === 'interpreter' ? 'refuses' : 'allows'} the globals of Node`, async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(() => [typeof Buffer.from, typeof process.pid, typeof setTimeout]);
    if (kind === 'interpreter') {
      expect((await failureOf(() => future)).message).toMatch(/Buffer.*process|process.*Buffer/);
    } else {
      expect(await future).toEqual(['function', 'number', 'function']);
    }
  });
});

test('import.meta is of the module that it is in, and refused', async () => {
  expect(await runProgramOf(import.meta.url, 'import-meta')).toEqual(success('NotShareableError true\n'));
});

test('a function of a CommonJS module that uses its imports is refused', async () => {
  await using pool = allPools[0]!.make({ maxWorkers: 1 });
  const { folder } = createRequire(import.meta.url)('./modules/work.cjs') as { folder: () => string };
  expect((await failureOf(() => pool.submit(folder))).message).toContain('__dirname');
});

describe('closure', () => {
  test('refuses at once what is no captures or no function', () => {
    expect(() => closure(null as never, () => 1)).toThrow(TypeError);
    expect(() => closure(5 as never, () => 1)).toThrow(TypeError);
    expect(() => closure({}, 5 as never)).toThrow(TypeError);
  });
});
