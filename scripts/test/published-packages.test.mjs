import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishedPackages } from '../packed-packages.mjs';
import { root } from '../run-command.mjs';
import { tarballBudgets } from '../tarball-budgets.mjs';

const packages = publishedPackages();
const conditions = (name) => ({
  import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
});

describe.for(packages)('$name', (manifest) => {
  const folder = join(root, 'packages', manifest.name.replace('@tsyncio/', ''));

  test('says what it is, whose, and where it comes from', () => {
    expect(manifest.description).toMatch(/\.$/);
    expect(manifest.keywords.length).toBeGreaterThan(0);
    expect(manifest).toMatchObject({
      license: 'MIT',
      author: 'tsyncio contributors',
      bugs: expect.stringMatching(/^https:/),
      homepage: expect.stringMatching(/^https:/),
      // Provenance is refused when this is not the repository of the workflow.
      repository: { type: 'git', url: 'git+https://github.com/tsyncio/tsyncio.git', directory: folder.slice(root.length) },
    });
  });

  test('has a README that begins with its name', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(new RegExp(`^# ${manifest.name}\n`));
  });

  test('has an ES module, a CommonJS module and types of each behind every entry point', () => {
    const { './package.json': ownManifest, ...entries } = manifest.exports;
    expect(ownManifest).toBe('./package.json');
    expect(Object.keys(entries)).toContain('.');
    for (const [path, { '@tsyncio/source': source, ...built }] of Object.entries(entries)) {
      expect(built).toEqual(conditions(path === '.' ? 'index' : path.slice(2)));
      // Conditions are tried in their order: types first.
      for (const one of Object.values(built)) expect(Object.keys(one)[0]).toBe('types');
      expect(existsSync(join(folder, source))).toBe(true);
    }
    expect(manifest).toMatchObject({
      type: 'module',
      main: './dist/index.cjs',
      module: './dist/index.js',
      types: './dist/index.d.cts',
    });
  });

  test('can be shaken: importing it does nothing', () => {
    expect(manifest.sideEffects).toBe(false);
  });

  test('publishes what is built, what it was built from, and its README', () => {
    expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', 'README.md']));
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
  });

  test('runs on every version of Node that is supported, and nothing at its installation', () => {
    expect(manifest.engines).toEqual({ node: '>=20.12' });
    const scripts = Object.keys(manifest.scripts);
    expect(scripts).toEqual(expect.arrayContaining(['build', 'test', 'types']));
    expect(scripts.filter((name) => /^(pre|post)?(install|prepare|pack|publish)/.test(name))).toEqual([]);
  });

  test('takes the version of its siblings from the workspace', () => {
    const siblings = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@tsyncio/'));
    for (const [, version] of siblings) expect(version).toBe('workspace:*');
  });

  test('has a budget for its tarball and one for its code', async () => {
    const { default: checks } = await import('../../.size-limit.mjs');
    expect(Object.keys(tarballBudgets)).toContain(manifest.name);
    expect(checks.map(({ name }) => name)).toContain(manifest.name);
  });
});

test('the published packages share one version', () => {
  expect(new Set(packages.map(({ version }) => version)).size).toBe(1);
  const { fixed } = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8'));
  expect(fixed).toEqual([['tsyncio', '@tsyncio/*']]);
});

test("the repository's README names every one", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const { name } of packages) expect(readme).toContain(`| [\`${name}\`](packages/${name.replace('@tsyncio/', '')}) |`);
});
