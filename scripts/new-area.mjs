// `pnpm new:area <name>`: a new package packages/<name> from scripts/template-area.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMain } from './is-main.mjs';

const templateFolder = fileURLToPath(new URL('template-area', import.meta.url));
const suffix = '.template';

/** `shared-memory` -> `sharedMemory`. */
const toCamelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const toPascalCase = (name) => toCamelCase(`-${name}`);

function fill(text, name) {
  return text.replaceAll('__area__', name).replaceAll('__areaName__', toCamelCase(name)).replaceAll('__AreaName__', toPascalCase(name));
}

/** Make packages/<name> below `root`; gives the files that were written. */
export function newArea(name, root) {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name))
    throw new Error(`An area's name is kebab-case, such as "shared-memory", not "${name}"`);
  const target = join(root, 'packages', name);
  if (existsSync(target)) throw new Error(`packages/${name} is there already`);
  const templates = readdirSync(templateFolder, { recursive: true }).filter((file) => file.endsWith(suffix));
  return templates.sort().map((template) => {
    const file = join(target, template.slice(0, -suffix.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fill(readFileSync(join(templateFolder, template), 'utf8'), name));
    return relative(root, file);
  });
}

if (isMain(import.meta.url)) {
  const name = process.argv[2];
  try {
    if (!name) throw new Error('Usage: pnpm new:area <name>');
    for (const file of newArea(name, fileURLToPath(new URL('..', import.meta.url)))) console.log(file);
    console.log('Next: pnpm install, then name what the area gives in src/area.ts.');
    console.log('It needs a row in README.md, and budgets in .size-limit.mjs and scripts/tarball-budgets.mjs.');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
