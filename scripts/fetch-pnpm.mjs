import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runOrThrow } from './run-command.mjs';

const folder = join(root, '.tools');
const versionFile = join(folder, 'pnpm-version');

/** The exact version in package.json's `packageManager`. */
async function pinnedVersion() {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return packageManager.replace(/^pnpm@/, '');
}

async function fetchedVersion() {
  return existsSync(versionFile) ? (await readFile(versionFile, 'utf8')).trim() : null;
}

/** Put the pinned pnpm into .tools/ with npm, unless it is there. */
export async function fetchPnpm() {
  const version = await pinnedVersion();
  if ((await fetchedVersion()) === version) return;
  console.log(`setup: fetching pnpm ${version}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await runOrThrow('npm', ['install', '--prefix', folder, ...flags, `pnpm@${version}`]);
  // npm 12 runs no install scripts, so pnpm's own step that links its binary is run here, whatever the npm.
  await runOrThrow(process.execPath, [join(folder, 'node_modules/pnpm/install.js')], { env: { npm_lifecycle_event: 'preinstall' } });
  await writeFile(versionFile, `${version}\n`);
}
