import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const docs = fileURLToPath(new URL('..', import.meta.url));
const root = join(docs, '../..');
const notOurs = /(^|\/)(node_modules|api|\.vitepress|dist|\.cache)\//;

/** A program that a page shows by including its file. */
export interface ShownProgram {
  /** From the folder of the documentation. */
  readonly page: string;
  /** From the root of the repository. */
  readonly file: string;
  /** What the page says that it prints: the text block directly under it, or under the programs that follow it. */
  readonly output: string | null;
}

/** The pages, from the folder of the documentation. */
function pages(): string[] {
  const files = readdirSync(docs, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.md') && !notOurs.test(file)).sort();
}

/** All programs that pages show, in the order of the pages. */
export function shownPrograms(): ShownProgram[] {
  return pages().flatMap((page) => programsOf(page));
}

function programsOf(page: string): ShownProgram[] {
  const text = readFileSync(join(docs, page), 'utf8');
  const includes = text.matchAll(/^<<< @\/(\S+?\.ts)\S*\n+(?:(?!<<<|#|```)[^\n]*:\n+)?(?:```text\n(.*?)^```$)?/gms);
  return [...includes].map(([, path = '', output = null]) => ({ page, file: relative(root, join(docs, path)), output }));
}
