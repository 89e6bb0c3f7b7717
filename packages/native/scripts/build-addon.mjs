// Builds the addon from native/ with node-gyp and puts it under prebuilds/<platform>-<arch>[-musl]/, or into the folder of argv[2].
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Headers of the running Node: beside its binary, where npm was told, else node-gyp downloads them. */
function headerFlags() {
  const prefixes = [resolve(dirname(process.execPath), '..'), process.env.npm_config_nodedir].filter(Boolean);
  const found = prefixes.find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
  return found === undefined ? [] : [`--nodedir=${found}`];
}

function targetFolder() {
  const libc = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined ? '-musl' : '';
  return join(root, 'prebuilds', `${process.platform}-${process.arch}${libc}`);
}

const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
execFileSync(process.execPath, [nodeGyp, 'rebuild', '--directory', join(root, 'native'), '--loglevel=warn', ...headerFlags()], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, MAKEFLAGS: process.env.MAKEFLAGS ?? '-j2' },
});

const folder = process.argv[2] ?? targetFolder();
mkdirSync(folder, { recursive: true });
// A process may have the old binary mapped: it keeps that file, and the new one takes its name.
const fresh = join(folder, `tsyncio.node.${process.pid}`);
copyFileSync(join(root, 'native', 'build', 'Release', 'tsyncio.node'), fresh);
renameSync(fresh, join(folder, 'tsyncio.node'));
console.log(`built ${join(folder, 'tsyncio.node')}`);
