import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

/** The folder of the pages. */
const docs = fileURLToPath(new URL('..', import.meta.url));

type Item = DefaultTheme.SidebarItem;

const guideGroups: Record<string, readonly string[]> = {
  Start: ['getting-started', 'echo-server', 'signals'],
  Network: ['tls', 'udp', 'unix-datagrams', 'descriptor-passing', 'watching-a-descriptor'],
  'Tasks and threads': ['cancellation', 'contexts', 'blocking-runs', 'pools', 'subprocesses'],
  'Test and extend': ['simulation', 'custom-area', 'custom-kernel', 'custom-policy', 'porting'],
};

const designOrder = [
  'overview',
  'turn',
  'hosting',
  'cancellation',
  'transports',
  'tls',
  'subprocess',
  'executors',
  'simulation',
  'conformance',
];

const referenceOrder = ['conformance', 'platforms', 'packages', 'errors'];

export function guidePages(): Item[] {
  return grouped('guide', guideGroups, 'More');
}

export function designPages(): Item[] {
  return grouped('design', { Design: designOrder }, 'More');
}

export function referencePages(): Item[] {
  const pages = inOrder('reference', referenceOrder).map((name) => item('reference', name));
  const rosetta = existsSync(join(docs, 'rosetta.md')) ? [{ text: 'Rosetta: asyncio and tsyncio', link: '/rosetta' }] : [];
  return [{ text: 'Reference', items: [...rosetta, ...pages, { text: 'API', link: '/api/' }] }];
}

/** Made by TypeDoc together with the pages; empty before the first time. */
export function apiSidebar(): Item[] {
  const file = join(docs, 'api/typedoc-sidebar.json');
  const modules: Item[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return [{ text: 'API', link: '/api/', items: modules }];
}

/** The first page of a sidebar: where the navigation bar leads. */
export function firstPage(items: readonly Item[]): string {
  for (const item of items) {
    if (item.link !== undefined) return item.link;
    const below = firstPage(item.items ?? []);
    if (below !== '/') return below;
  }
  return '/';
}

/** The pages of a folder in the order of `groups`; one that no group names comes last. */
function grouped(folder: string, groups: Record<string, readonly string[]>, rest: string): Item[] {
  const there = namesIn(folder);
  const named = new Set(Object.values(groups).flat());
  const all = { ...groups, [rest]: there.filter((name) => !named.has(name)) };
  return Object.entries(all)
    .map(([text, names]) => ({ text, items: names.filter((name) => there.includes(name)).map((name) => item(folder, name)) }))
    .filter(({ items }) => items.length > 0);
}

function inOrder(folder: string, order: readonly string[]): string[] {
  const there = namesIn(folder);
  return [...order.filter((name) => there.includes(name)), ...there.filter((name) => !order.includes(name))];
}

function namesIn(folder: string): string[] {
  const path = join(docs, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => name.slice(0, -'.md'.length))
    .sort();
}

function item(folder: string, name: string): Item {
  return { text: titleOf(readFileSync(join(docs, folder, `${name}.md`), 'utf8')) ?? name, link: `/${folder}/${name}` };
}

/** `title` of the front matter, or the first heading. */
function titleOf(page: string): string | undefined {
  const title = /^---\n[\s\S]*?^title:[ \t]*(.+)$[\s\S]*?^---$/m.exec(page)?.[1] ?? /^# (.+)$/m.exec(page)?.[1];
  return title?.replace(/^(['"])(.*)\1$/, '$2').replaceAll('`', '');
}
