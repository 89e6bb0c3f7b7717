import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPackageSizes } from '../reference/components/read-package-sizes.ts';

const root = new URL('../../../', import.meta.url);
const docs = new URL('../', import.meta.url);

describe('the page of packages', () => {
  const published = readdirSync(new URL('packages/', root))
    .map(
      (folder) => JSON.parse(readFileSync(new URL(`packages/${folder}/package.json`, root), 'utf8')) as { name: string; private?: boolean },
    )
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name)
    .sort();

  it('has a row for every package that is published', () => {
    const page = readFileSync(new URL('reference/packages.md', docs), 'utf8');
    const rows = [...page.matchAll(/^\| `(tsyncio|@tsyncio\/[\w-]+)` \| (?!everybody|authors).*\|$/gm)].map(([, name]) => name);
    expect([...new Set(rows)].sort()).toEqual(published);
  });

  it('is given the size of each', async () => {
    const sizes = await readPackageSizes();
    expect(sizes.map(({ name }) => name).sort()).toEqual(published);
    expect(sizes.filter(({ bundled, tarball }) => !/^[\d.]+ kB$/.test(bundled) || !(tarball > 0))).toEqual([]);
  });
});

describe('the pages of design', () => {
  const pages = readdirSync(new URL('design/', docs)).filter((name) => name.endsWith('.md'));
  const used = pages.flatMap((name) => [
    ...readFileSync(new URL(`design/${name}`, docs), 'utf8').matchAll(/<DesignDiagram name="([\w-]+)" label="([^"]+)" \/>/g),
  ]);

  it('show every diagram, and only those that are there', () => {
    const drawn = readdirSync(new URL('design/diagrams/', docs)).map((name) => name.replace(/\.svg$/, ''));
    expect(used.map(([, name]) => name).sort()).toEqual(drawn.sort());
  });

  it('say in words what a diagram shows', () => {
    expect(used.filter(([, , label = '']) => label.split(' ').length < 10)).toEqual([]);
  });

  it('link only to decisions that are there', () => {
    const decisions = pages.flatMap((name) => [
      ...readFileSync(new URL(`design/${name}`, docs), 'utf8').matchAll(/docs\/adr\/([\w-]+\.md)/g),
    ]);
    expect(decisions.length).toBeGreaterThan(8);
    const written = readdirSync(new URL('docs/adr/', root));
    expect(decisions.map(([, file = '']) => file).filter((file) => !written.includes(file))).toEqual([]);
  });
});
