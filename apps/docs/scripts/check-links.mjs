// `node apps/docs/scripts/check-links.mjs`: every link of the built site that stays on the site: its page or file must be there, and on the page
// the anchor that it names. Links to other sites are not followed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMain } from '../../../scripts/is-main.mjs';

const site = fileURLToPath(new URL('../.vitepress/dist', import.meta.url));

const tag = /<[a-z][^\s/>]*(?:\s+[^\s=>]+(?:="[^"]*")?)*\s*\/?>/gi;
const attribute = /\s(id|name|href|src)="([^"]*)"/gi;

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]);

/** What a page links to, and the anchors it has. */
function readPage(html) {
  const page = { links: new Set(), anchors: new Set() };
  for (const [text] of html.matchAll(tag)) {
    for (const [, name, value] of text.matchAll(attribute)) {
      if (name === 'id' || (name === 'name' && text.startsWith('<a'))) page.anchors.add(plain(value));
      else if (name === 'href' || name === 'src') page.links.add(plain(value));
    }
  }
  return page;
}

/** The files of a site below `folder` by the path a browser asks for; a page can be asked for with and without `.html`. */
function readSite(folder, base) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = base + relative(folder, join(entry.parentPath ?? entry.path, entry.name));
    const page = entry.name.endsWith('.html') ? readPage(readFileSync(join(folder, path.slice(base.length)), 'utf8')) : null;
    files.set(path, page);
    if (page === null) continue;
    files.set(path.replace(/\.html$/, ''), page);
    files.set(path.replace(/index\.html$/, ''), page);
  }
  return files;
}

function describe(link, page, others) {
  const pages = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'page' : 'pages'}`;
  return `${page}${pages}: ${link} leads nowhere`;
}

/** Problems of the site in `folder`: which links lead nowhere, and from where; and how many were followed. */
export function problemsOfLinks(folder, base = '/') {
  const files = readSite(folder, base);
  const problems = new Map();
  let links = 0;
  for (const [path, page] of files) {
    // Each page once; nobody reads the page for what is not there at its own address.
    if (page === null || !path.endsWith('.html')) continue;
    for (const link of page.links) {
      const url = new URL(link, `http://site${path}`);
      if (url.host !== 'site' || !/^https?:$/.test(url.protocol)) continue;
      links += 1;
      const target = files.get(decodeURIComponent(url.pathname));
      const anchor = decodeURIComponent(url.hash.slice(1));
      const there = target !== undefined && (anchor === '' || target?.anchors.has(anchor));
      if (!there) problems.set(url.pathname + url.hash, [...(problems.get(url.pathname + url.hash) ?? []), path]);
    }
  }
  // A link of the frame is on every page: it is one problem.
  return { links, problems: [...problems].map(([link, [first, ...others]]) => describe(link, first, others.length)) };
}

if (isMain(import.meta.url)) {
  const { links, problems } = problemsOfLinks(site, process.env.DOCS_BASE);
  for (const problem of problems) console.error(problem);
  console.log(`docs: ${links} links followed, ${problems.length} problems`);
  if (links === 0 || problems.length > 0) process.exitCode = 1;
}
