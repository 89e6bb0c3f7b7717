// Builds the addon with the kqueue selector on a stand-in for kqueue (test/kqueue-stand-in), beside the pollers that this system has, and
// runs the tests of this package and the conformance cases on it. On a system with kqueue the tests use that anyway: there, do not use this.
import { execFileSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAddon } from './addon/build-addon.mjs';

if (process.platform !== 'linux') throw new Error('the stand-in for kqueue is made of epoll: this script is for Linux');

const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(packageRoot, '..', '..');
const folder = join(root, '.cache', 'kqueue');
const run = (args, env) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });

buildAddon({
  file: join(folder, 'tsyncio.node'),
  env: { GYP_DEFINES: 'kqueue_stand_in=1' },
  beside: [join(packageRoot, 'test', 'kqueue-stand-in')],
});
run(
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...(process.argv.length > 2 ? process.argv.slice(2) : ['packages/native/', 'packages/conformance/']),
  ],
  {
    TSYNCIO_NATIVE_BINDING: join(folder, 'tsyncio.node'),
  },
);
