import { existsSync, readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';

const root = new URL('../../', packageFolder);
/** `it('title'`, `test.for(…)('title'`; the call before the title may be anything that ends in a parenthesis. */
const call = /(?:\b(it|test)((?:\.\w+)*)|\))\(\s*(['"`])((?:\\.|(?!\3)[^\\])*)\3\s*,/gs;
const titlesOfFiles = new Map<string, ReadonlySet<string>>();

/** The titles of the tests in a file, given from the repository's root, without those that are skipped. `null` when there is no such file. */
export function testTitles(file: string): ReadonlySet<string> | null {
  let titles = titlesOfFiles.get(file);
  if (titles === undefined) {
    const url = new URL(file, root);
    if (!existsSync(url)) return null;
    titles = findTitles(readFileSync(url, 'utf8'));
    titlesOfFiles.set(file, titles);
  }
  return titles;
}

export function findTitles(source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  for (const [, , modifiers = '', , title = ''] of source.matchAll(call)) {
    if (!/\.(skip|todo|fails)\b/.test(modifiers)) titles.add(title.replace(/\\(.)/gs, '$1'));
  }
  return titles;
}
