import { defineConfig, type UserConfig } from 'vitepress';
import { fenceTitles } from './fence-titles.ts';
import { apiSidebar, designPages, firstPage, guidePages, referencePages } from './sidebars.ts';

const repository = 'https://github.com/tsyncio/tsyncio';

/** Two branches that meet. Drawn here, for the icons that VitePress knows by name come from the network. */
const sourceIcon =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"><circle cx="6" cy="5" r="2.5"/><circle cx="6" cy="19" r="2.5"/>' +
  '<circle cx="18" cy="8" r="2.5"/><path d="M6 7.5v9M18 10.5c0 4-12 2-12 6"/></svg>';

/** Where the site will be; a preview below another path is built with DOCS_BASE=/path/. */
const base = process.env.DOCS_BASE ?? '/';

const config: UserConfig = defineConfig({
  title: 'tsyncio',
  description: "asyncio's low-level API for Node.js, in TypeScript",
  lang: 'en',
  base,
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['README.md', 'scripts/**', 'programs/**', 'test/**'],
  sitemap: { hostname: 'https://tsyncio.dev' },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }],
    ['meta', { name: 'theme-color', content: '#0b7a75' }],
  ],
  // The index of the search is one chunk, fetched when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config: fenceTitles,
  },
  themeConfig: {
    logo: '/logo.svg',
    nav: [
      { text: 'Guide', link: firstPage(guidePages()), activeMatch: '^/guide/' },
      { text: 'Rosetta', link: '/rosetta' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Design', link: firstPage(designPages()), activeMatch: '^/design/' },
      { text: 'Conformance', link: '/reference/conformance', activeMatch: '^/reference/' },
    ],
    sidebar: {
      '/guide/': guidePages(),
      '/rosetta': referencePages(),
      '/reference/': referencePages(),
      '/design/': designPages(),
      '/api/': apiSidebar(),
    },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: { svg: sourceIcon }, link: repository, ariaLabel: 'Source on GitHub' }],
    editLink: { pattern: `${repository}/edit/main/apps/docs/:path`, text: 'Edit this page' },
    footer: { message: 'MIT licence' },
  },
});

export default config;
