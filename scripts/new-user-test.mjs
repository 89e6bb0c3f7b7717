// `node scripts/new-user-test.mjs`: does what the documentation's first page asks of a new user, in an empty folder, with the packages as
// they would be published: every command, every file, every key, and compares every output. Needs what is built; Linux or macOS.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userEnv } from './install-test/project.mjs';
import { startRegistry } from './install-test/registry.mjs';
import { packOthers } from './install-test/third-party.mjs';
import { followPage } from './new-user-test/follow-page.mjs';
import { manifestIn, pack, publishedPackages } from './packed-packages.mjs';
import { root } from './run-command.mjs';

const page = readFileSync(join(root, 'apps/docs/index.md'), 'utf8');

/** The page says 8888, and that PORT chooses another; here it does, for somebody else may have 8888. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

const folder = mkdtempSync(join(tmpdir(), 'tsyncio-new-user-'));
let registry = null;
try {
  const tarballs = await Promise.all(publishedPackages().map((manifest) => pack(manifest, folder)));
  const packages = tarballs.map((tarball) => ({ manifest: manifestIn(tarball), tarball }));
  registry = await startRegistry([...packages, ...(await packOthers(packages, folder))]);
  const port = await freePort();
  const home = join(folder, 'home');
  mkdirSync(home);
  const steps = await followPage(page, {
    folder: home,
    env: { ...userEnv(registry.url, folder), PORT: port },
    replace: (text) => text.replaceAll('8888', port),
    report: (step) => console.log(`new user: ${step}`),
  });
  console.log(`new user: ${steps} steps of the first page done`);
} catch (error) {
  console.error(`new user: apps/docs/index.md, ${error.message}`);
  process.exitCode = 1;
} finally {
  registry?.close();
  rmSync(folder, { recursive: true });
}
