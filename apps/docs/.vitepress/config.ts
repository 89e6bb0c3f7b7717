import { defineConfig, type UserConfig } from 'vitepress';
import { fenceTitles } from './fence-titles.ts';
import { apiSidebar, designPages, firstPage, guidePages, referencePages } from './sidebars.ts';

const repository = 'https://github.com/tsyncio/tsyncio';

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
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    // What is typed on a keyboard, other than a command.
    languageAlias: { keys: 'txt' },
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
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/apps/docs/:path`, text: 'Edit this page' },
    footer: { message: 'MIT licence' },
  },
});

export default config;
