import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { generateApi } from '../../apps/docs/scripts/generate-api.mjs';

const folders = [];

/** Make the API pages of a project of these files; whether that went well, and the text of a page. */
async function generate(files) {
  const root = mkdtempSync(join(tmpdir(), 'tsyncio-api-'));
  folders.push(root);
  mkdirSync(join(root, 'src'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'src', `${name}.ts`), text);
  const tsconfig = join(root, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ['src'] }));
  const modules = Object.fromEntries(Object.keys(files).map((name) => [`@room/${name}`, `src/${name}.ts`]));
  const good = await generateApi({ modules, root, tsconfig, readme: 'none', docs: root });
  return { good, page: (path) => (existsSync(join(root, 'api', path)) ? readFileSync(join(root, 'api', path), 'utf8') : undefined) };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('a link finds a public name of another module, which the file does not import', async () => {
  const { good, page } = await generate({
    first: '/** Fails when it was closed. */\nexport class ClosedError extends Error {}',
    second:
      '/** @throws {@link ClosedError} @throws {TypeError} */\nexport function open({ depth }: { depth: number }): number { return depth; }',
  });
  expect(good).toBe(true);
  expect(page('second/functions/open.md')).toContain('[ClosedError](../../first/classes/ClosedError.md)');
  expect(page('second/functions/open.md')).toContain('open(options)');
});

test('a link that leads nowhere is a problem', async () => {
  const { good } = await generate({ first: '/** As {@link somethingGone}. */\nexport const one = 1;' });
  expect(good).toBe(false);
});
