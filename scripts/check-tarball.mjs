import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { binaryBudget, tarballBudgets } from './tarball-budgets.mjs';

/** What is wrong with what the registry would get: files that are missing, maps of sources that are not there, too many bytes. */
export function checkTarball({ name }, tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-tarball-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    const files = filesBelow(join(folder, 'package'));
    return [...missingFiles(files), ...strayFiles(files), ...wrongMaps(files, join(folder, 'package')), ...tooLarge(name, tarball, files)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Paths relative to the folder. */
function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

function missingFiles(files) {
  const wanted = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.cjs', 'dist/index.d.ts', 'dist/index.d.cts'];
  return wanted.filter((file) => !files.includes(file)).map((file) => `${file} is not in the tarball`);
}

function strayFiles(files) {
  return files.filter((file) => /(^|\/)(test|node_modules)\/|\.log$|\.tsbuildinfo$/.test(file)).map((file) => `${file} is in the tarball`);
}

/** A map leads to sources that the package has; the text and the path of no other file are in it. */
function wrongMaps(files, folder) {
  return files
    .filter((file) => file.endsWith('.map'))
    .flatMap((file) => {
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const unknown = sources.filter((source) => !files.includes(join('dist', source)));
      const copied = sourcesContent?.some((text) => text !== null) ? [`${file} repeats the text of its sources`] : [];
      return [...unknown.map((source) => `${file} names the source ${source}, which is not in the tarball`), ...copied];
    });
}

function tooLarge(name, tarball, files) {
  const budget = tarballBudgets[name];
  if (budget === undefined) return [`${name} has no budget in scripts/tarball-budgets.mjs`];
  const allowed = budget + binaryBudget * files.filter((file) => file.endsWith('.node')).length;
  const { size } = statSync(tarball);
  return size > allowed ? [`the tarball has ${size} bytes: more than ${allowed}, its budget in scripts/tarball-budgets.mjs`] : [];
}
