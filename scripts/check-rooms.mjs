// Checks the layout that ARCHITECTURE.md promises: imports follow the arrow core <- areas and kernels <- tsyncio,
// no cycles, small files, names that say something.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { isMain } from './is-main.mjs';

const longestFile = 300;
const namesThatSayNothing = /^(utils?|helpers?|common|misc|shared|stuff)\./;
const coreEntries = ['@tsyncio/core', '@tsyncio/core/area'];
/** Packages for programs, which are built on a kernel: neither an area nor a kernel. */
const onNativeKernel = ['unix-dgram'];

/** Why `room` may not import `specifier`; null when it may. Relative imports are judged by {@link checkRelative}. */
function whyForbidden(room, { specifier, typeOnly }) {
  if (room === 'tsyncio' || specifier.startsWith('node:')) return null;
  if (room === 'core') return `core imports nothing but node: modules and its own files, not '${specifier}'`;
  if (onNativeKernel.includes(room) && specifier === '@tsyncio/native') return null;
  if (!coreEntries.includes(specifier)) return `${room} may import only @tsyncio/core, not '${specifier}'`;
  if (room === 'conformance' && !typeOnly) return `conformance may import only types of ${specifier} (import type)`;
  return null;
}

function checkRelative(source, target, sourceFolder) {
  if (relative(sourceFolder, target).startsWith('..')) return `'${source.specifier}' leaves the src folder of the package`;
  if (basename(target).startsWith('index.')) return `'${source.specifier}' is the package's own index: import the file that has the thing`;
  return null;
}

/** Every import, re-export and `import()` of a file. */
function readImports(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const imports = [];
  const add = (node, typeOnly) => {
    if (node && ts.isStringLiteralLike(node)) imports.push({ specifier: node.text, typeOnly });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** One cycle through `graph` (file -> files), or null. Files are followed depth first; a file met again on the path closes a cycle. */
function findCycle(graph) {
  const finished = new Set();
  const follow = (file, path) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = follow(next, [...path, file]);
      if (cycle) return cycle;
    }
    finished.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = follow(file, []);
    if (cycle) return cycle;
  }
  return null;
}

/** Files below `folder` with one of these endings, without the addon's build folder. */
function listFiles(folder, endings) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !relative(folder, file).startsWith('build/'))
    .sort();
}

function checkShape(file) {
  const problems = [];
  const lines = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n').length;
  if (lines > longestFile) problems.push(`${lines} lines, at most ${longestFile} are allowed`);
  if (namesThatSayNothing.test(basename(file))) problems.push('the name says nothing: name the concept');
  return problems;
}

/** Problems of one package; what it imports at run time goes into `graph`. */
function checkRoom(packageFolder, graph) {
  const room = basename(packageFolder);
  const sourceFolder = join(packageFolder, 'src');
  const problems = [];
  const report = (file, problem) => problem && problems.push({ file, problem });
  for (const file of listFiles(join(packageFolder, 'native'), ['.cc', '.hh'])) {
    for (const problem of checkShape(file)) report(file, problem);
  }
  for (const file of listFiles(sourceFolder, ['.ts', '.mts', '.cts'])) {
    for (const problem of checkShape(file)) report(file, problem);
    const next = [];
    for (const source of readImports(file)) {
      if (!source.specifier.startsWith('.')) {
        report(file, whyForbidden(room, source));
        continue;
      }
      const target = resolve(dirname(file), source.specifier);
      report(file, checkRelative(source, target, sourceFolder));
      // Types may refer to each other in a circle; modules that run may not.
      if (!source.typeOnly) next.push(target);
    }
    graph.set(file, next);
  }
  return problems;
}

/** Every problem below `root`/packages, one line each. */
export function checkRooms(root) {
  const packages = join(root, 'packages');
  const graph = new Map();
  const problems = readdirSync(packages)
    .sort()
    .flatMap((room) => checkRoom(join(packages, room), graph))
    .map(({ file, problem }) => `${relative(root, file)}: ${problem}`);
  const cycle = findCycle(graph);
  if (cycle) problems.push(`import cycle: ${cycle.map((file) => relative(root, file)).join(' -> ')}`);
  return problems;
}

if (isMain(import.meta.url)) {
  const problems = checkRooms(fileURLToPath(new URL('..', import.meta.url)));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
