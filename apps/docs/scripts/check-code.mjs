// `node apps/docs/scripts/check-code.mjs`: type-checks every ts block of the documentation's pages, of the packages' READMEs and of the root's,
// each as a module of its own, against the sources of the packages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { isMain } from '../../../scripts/is-main.mjs';
import { typescriptBlocks } from './code-blocks.mjs';
import { modules } from './modules.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function compilerOptions() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const paths = Object.fromEntries(Object.entries(modules).map(([name, file]) => [name, [join(root, file)]]));
  const own = {
    paths,
    typeRoots: [join(root, 'node_modules/@types')],
    moduleDetection: ts.ModuleDetectionKind.Force,
    noUncheckedSideEffectImports: true,
  };
  // A page exports what it likes, without saying its type; the sources of the packages are checked elsewhere.
  return { ...options, ...own, isolatedDeclarations: false, declaration: false, noEmit: true };
}

/** A host that has the blocks as files beside the real ones. */
function hostWith(texts, options) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name);
    if (text === undefined) return getSourceFile(name, version, ...rest);
    // Beside packages and pages that are ES modules.
    return ts.createSourceFile(name, text, { ...version, impliedNodeFormat: ts.ModuleKind.ESNext });
  };
  return host;
}

/** Problems of the blocks in `pages`, a map of path below the root to text: `path:line: what`. */
export function problemsOfCode(pages) {
  const problems = [];
  const texts = new Map();
  const origins = new Map();
  for (const [path, page] of pages) {
    for (const { line, code, before, checked, problem } of typescriptBlocks(page)) {
      if (problem !== undefined) problems.push(`${path}:${line}: ${problem}`);
      if (!checked) continue;
      const name = join(root, `${path}.${line}.ts`);
      const head = before === '' ? '' : `${before}\n`;
      texts.set(name, head + code);
      origins.set(name, { path, line, hidden: head.split('\n').length - 1 });
    }
  }
  const options = compilerOptions();
  const program = ts.createProgram([...texts.keys()], options, hostWith(texts, options));
  for (const [name, { path, line, hidden }] of origins) {
    const file = program.getSourceFile(name);
    for (const { start = 0, messageText } of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) {
      const at = file.getLineAndCharacterOfPosition(start).line - hidden;
      const where = at < 0 ? `${line}: in its "before"` : line + at;
      problems.push(`${path}:${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
    }
  }
  // TypeScript tells some of them twice.
  return { blocks: texts.size, problems: [...new Set(problems)] };
}

/** Every page that shows TypeScript. */
function allPages() {
  const patterns = [
    'apps/docs/**/*.md',
    'packages/*/README.md',
    'ports/*/README.md',
    'examples/README.md',
    'README.md',
    'CONTRIBUTING.md',
    'ARCHITECTURE.md',
  ];
  const paths = ts.sys.readDirectory(root, ['.md'], ['**/node_modules', 'apps/docs/api', 'apps/docs/.vitepress', '.tools'], patterns);
  return new Map(paths.map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]));
}

if (isMain(import.meta.url)) {
  const { blocks, problems } = problemsOfCode(allPages());
  for (const problem of problems) console.error(problem);
  console.log(`docs: ${blocks} blocks of TypeScript checked, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
