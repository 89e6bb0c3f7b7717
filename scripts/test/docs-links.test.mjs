import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { problemsOfLinks } from '../../apps/docs/scripts/check-links.mjs';

const sites = [];

/** What is wrong with a site of these files: path -> text. */
function check(files, base) {
  const site = mkdtempSync(join(tmpdir(), 'tsyncio-site-'));
  sites.push(site);
  for (const [path, text] of Object.entries(files)) {
    const file = join(site, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return problemsOfLinks(site, base);
}

afterEach(() => {
  for (const site of sites.splice(0)) rmSync(site, { recursive: true });
});

test('pages with and without .html, folders, files and anchors are found', () => {
  const { links, problems } = check({
    'index.html': '<a class="x" href="/guide/tls#h&amp;m">…</a><img src="/logo.svg"/><a href="#top">…</a><h1 id="top" tabindex="-1">…</h1>',
    'guide/tls.html': '<h2 id="h&amp;m">…</h2><a href="../">…</a><a href="./tls.html">…</a>',
    'api/index.html': '<a href="/api/">…</a><a href="core/">…</a>',
    'api/core/index.html': '<a href="https://example.org/nothing#there">…</a><a href="mailto:a@example.org">…</a>',
    'logo.svg': '<svg/>',
  });
  expect(problems).toEqual([]);
  expect(links).toBe(7);
});

test('a page that is not there is a problem, named once however many pages link to it', () => {
  const frame = '<a href="/rosetta">…</a>';
  const { problems } = check({ 'a.html': frame, 'b.html': frame, 'c.html': `${frame}<script src="/gone.js"></script>` });
  expect(problems).toEqual(['/a.html and 2 more pages: /rosetta leads nowhere', '/c.html: /gone.js leads nowhere']);
});

test('an anchor that the page does not have is a problem', () => {
  const { problems } = check({
    'index.html': '<a href="/guide#install">…</a><a href="#here">…</a>',
    'guide.html': '<h2 id="installing">…</h2>',
  });
  expect(problems).toEqual(['/index.html: /guide#install leads nowhere', '/index.html: /index.html#here leads nowhere']);
});

test('text that looks like a link is none', () => {
  expect(check({ 'index.html': '<pre>a &lt;a href="/gone"&gt; b</pre><!-- x --><p title="href=">href="/gone"</p>' }).links).toBe(0);
});

test('below another path, links without it lead nowhere', () => {
  const { problems } = check({ 'index.html': '<a href="/docs/guide">…</a><a href="/guide">…</a>', 'guide.html': '' }, '/docs/');
  expect(problems).toEqual(['/docs/index.html: /guide leads nowhere']);
});
