// `node apps/docs/scripts/generate-api.mjs`: the API pages, from the interfaces and comments in packages/*/src, into apps/docs/api.
// A link in a comment that leads nowhere is an error.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, LogLevel, ReflectionKind } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';
import { isMain } from '../../../scripts/is-main.mjs';
import { modules as published } from './modules.mjs';

const docs = fileURLToPath(new URL('..', import.meta.url));
const root = join(docs, '../..');

/** TypeDoc names a module after its file; readers know it by what they import. */
function nameModules(project, modules, root) {
  const names = new Map(Object.entries(modules).map(([name, file]) => [file, name]));
  for (const module of project.children ?? []) {
    const file = relative(root, module.sources?.[0]?.fullFileName ?? '');
    const name = names.get(file);
    if (name !== undefined) module.name = name;
  }
}

/** Where the language's own classes are described. */
const mdn = 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/';
const standard = ['Error', 'TypeError', 'RangeError', 'AggregateError', 'Promise', 'AsyncGenerator', 'Generator', 'Symbol'];
const linksOutside = { typescript: Object.fromEntries(standard.map((name) => [name, `${mdn}${name}`])) };

/**
 * A comment may link to a public name that its file has no reason to import, such as an error that a function in another file throws.
 * The name leads to what the first module that exports it says of it.
 */
function linkByName(project) {
  const byName = new Map();
  for (const found of project.getReflectionsByKind(ReflectionKind.SomeExport)) if (!byName.has(found.name)) byName.set(found.name, found);
  return ({ moduleSource, symbolReference }) => {
    const path = symbolReference?.path ?? [];
    const target = moduleSource === undefined && path.length === 1 ? byName.get(path[0].path) : undefined;
    return target === undefined ? undefined : { target, caption: target.name };
  };
}

/** A parameter that is taken apart in the function's head has no name there; here it is always the options object. */
function nameOptions(project) {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
    if (parameter.name.startsWith('__namedParameters')) parameter.name = 'options';
}

/** Members stand in the order of the source, which tells a story; the many names of a module are looked up. */
function sortModules(project) {
  for (const module of project.children ?? [])
    for (const group of module.groups ?? []) group.children.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * What a module exports again from another one is a list, in place of a section for each name. Where a member is inherited from stands at the
 * head of the page, not with each of them. The page itself cannot be edited.
 */
function tidyPage(page) {
  const contents = (page.contents ?? '')
    .replace(/^### .+\n\nRe-exports (\[.+\]\(.+\))\n(\n\*\*\*\n\n?)?/gm, '- $1\n')
    .replace(/^#+ Inherited from\n\n.+\n\n?/gm, '');
  page.contents = `---\neditLink: false\n---\n\n${contents}`;
}

/** What the site's API pages are made from, and where they go. */
const ofTheSite = {
  modules: published,
  root,
  tsconfig: join(docs, 'scripts/api.tsconfig.json'),
  readme: join(docs, 'scripts/api-index.md'),
  docs,
};

/**
 * Write the pages of `modules`, name -> file below `root`, into the folder api below `docs`. False when there was a problem, such as a
 * comment's link that leads nowhere; TypeDoc has printed it.
 */
export async function generateApi({ modules, root, tsconfig, readme, docs } = ofTheSite) {
  const out = join(docs, 'api');
  const app = await Application.bootstrapWithPlugins({
    entryPoints: Object.values(modules).map((file) => join(root, file)),
    tsconfig,
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    logLevel: LogLevel.Warn,
    out,
    docsRoot: docs,
    name: 'API',
    readme,
    mergeReadme: true,
    disableGit: true,
    basePath: root,
    sourceLinkTemplate: 'https://github.com/tsyncio/tsyncio/blob/main/packages/{path}#L{line}',
    sort: ['source-order'],
    sortEntryPoints: false,
    excludePrivate: true,
    excludeInternal: true,
    excludeScopesInPaths: true,
    externalSymbolLinkMappings: linksOutside,
    excludeExternals: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'list',
    validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
    sidebar: { autoConfiguration: true, format: 'vitepress', pretty: false, collapsed: true },
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    nameModules(project, modules, root);
    nameOptions(project);
    app.converter.addUnknownSymbolResolver(linkByName(project));
  });
  app.renderer.on(MarkdownPageEvent.END, tidyPage);
  const project = await app.convert();
  if (project === undefined) return false;
  sortModules(project);
  app.validate(project);
  rmSync(out, { recursive: true, force: true });
  await app.generateOutputs(project);
  return app.logger.errorCount === 0 && app.logger.warningCount === 0;
}

if (isMain(import.meta.url) && !(await generateApi())) process.exitCode = 1;
