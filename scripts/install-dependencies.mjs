import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runOrThrow } from './run-command.mjs';

const stampFile = join(root, 'node_modules/.install-stamp');

/** Every file that decides what is installed. */
function manifests() {
  const folders = ['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`));
  const packages = ['', 'examples', 'benchmarks', ...folders].map((folder) => join(folder, 'package.json'));
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packages].filter((file) => existsSync(join(root, file))).sort();
}

function stamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of manifests()) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Install what the lockfile says, unless nothing changed since the last time. */
export async function installDependencies() {
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  console.log('setup: installing dependencies');
  await runOrThrow('pnpm', ['install', '--frozen-lockfile']);
  await writeFile(stampFile, wanted);
}
