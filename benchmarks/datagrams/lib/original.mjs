// The npm package `unix-dgram`, which is C++ source only: fetched and compiled once for the running Node.js.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '../../lib/cache-directory.mjs';

export const originalVersion = '2.0.7';

const require = createRequire(new URL('../../../packages/native/package.json', import.meta.url));
const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--fetch-retries', '1'];

/** Beside the running binary, as Node.js is installed; otherwise node-gyp fetches them. */
function headerFlags() {
  const prefix = resolve(dirname(process.execPath), '..');
  return existsSync(join(prefix, 'include/node/node.h')) ? [`--nodedir=${prefix}`] : [];
}

function run(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stderr || error.message}`);
  }
}

/** The folder of the built package, to be given to `require`. */
export function buildOriginal() {
  const folder = join(cacheDirectory, `unix-dgram-${originalVersion}-node-${process.versions.node}`);
  const built = join(folder, 'node_modules/unix-dgram');
  if (existsSync(join(folder, 'complete'))) return built;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--prefix', folder, ...flags, `unix-dgram@${originalVersion}`]);
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  run(process.execPath, [nodeGyp, 'rebuild', '--directory', built, '--loglevel=error', ...headerFlags()]);
  writeFileSync(join(folder, 'complete'), '');
  return built;
}
