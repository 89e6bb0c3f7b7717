import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { BuildError } from './build-error.mjs';
import { headerFlags } from './find-headers.mjs';
import { findNodeGyp } from './find-node-gyp.mjs';
import { missingTools } from './missing-tools.mjs';
import { packageRoot, prebuiltFile } from './platform.mjs';

/**
 * Compile native/ for the running Node's platform and put the binary into `file`. The objects are made in a folder of their own, so builds
 * do not disturb each other, nor a package that was linked from a store. The folders `beside` go into it too.
 *
 * @throws {BuildError} saying what is missing or what failed.
 */
export function buildAddon({
  file = prebuiltFile(),
  sources = join(packageRoot, 'native'),
  nodedir,
  debug = false,
  env = {},
  beside = [],
} = {}) {
  if (process.platform === 'win32') throw new BuildError('tsyncio has no native kernel for Windows');
  const missing = missingTools();
  if (missing.length > 0) throw new BuildError(`cannot build: ${missing.join('; ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-native-'));
  try {
    const inBuild = join(sources, 'build');
    cpSync(sources, folder, { recursive: true, filter: (from) => from !== inBuild });
    for (const more of beside) cpSync(more, join(folder, basename(more)), { recursive: true });
    compile(folder, [...headerFlags(nodedir), ...(debug ? ['--debug'] : [])], env);
    putInPlace(join(folder, 'build', debug ? 'Debug' : 'Release', 'tsyncio.node'), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return file;
}

function compile(folder, flags, env) {
  const [program, ...first] = findNodeGyp();
  const { error, status, signal } = spawnSync(program, [...first, 'rebuild', '--loglevel=warn', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MAKEFLAGS: process.env.MAKEFLAGS ?? '-j2', ...env },
  });
  if (error) throw new BuildError(`cannot start ${program}: ${error.message}`);
  if (status !== 0) {
    throw new BuildError(
      `node-gyp ended with ${signal ?? `code ${status}`}; what it said is above. If it could not download Node's headers, give the folder ` +
        'of a Node that has them in include/node: --nodedir <folder>',
    );
  }
}

// A process may have the old binary mapped: it keeps that file, and the new one takes its name.
function putInPlace(built, file) {
  const fresh = join(dirname(file), `${basename(file)}.${process.pid}`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(built, fresh);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new BuildError(`cannot write ${file}: ${error.message}`);
  }
}
