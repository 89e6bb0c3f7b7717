import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSocket, type Socket } from '../src/index.ts';
import { fetchPublished } from './published-package.ts';
import { repository, runTool } from './run-tool.ts';

/** The newest version; its tarball has its tests. */
const original = {
  name: 'unix-dgram',
  version: '2.0.7',
  sha512: 'pWaQorcdxEUBFIKjCqqIlQaOoNVmchyoaNAJ/1LwyyfK2XSxcBhgJNiSE8ZRhR0xkNGyk4xInt1G03QPoKXY5A==',
};
/** The files that these tests make, wherever they run. */
const leftByThem = ['/tmp/unix_dgram.sock', '/tmp/unix_dgram_client.sock'];

let folder = '';
let turn: Socket;

beforeAll(async () => {
  turn = await takeTurn();
  folder = mkdtempSync(join(tmpdir(), 'unix-dgram-published-'));
  await runTool('tar', ['-xzf', await fetchPublished(original), '-C', folder]);
  // What the tests require as ../lib/unix_dgram is our build for CommonJS; nothing else is changed.
  const ours = join(repository, 'packages/unix-dgram/dist/index.cjs');
  writeFileSync(join(folder, 'package/lib/unix_dgram.js'), `module.exports = require(${JSON.stringify(ours)});\n`);
}, 300_000);

afterAll(() => {
  for (const file of leftByThem) rmSync(file, { force: true });
  rmSync(folder, { recursive: true, force: true });
  turn.close();
});

test('are the four that its own `npm test` runs', () => {
  expect(readdirSync(join(folder, 'package/test')).sort()).toEqual([
    'test-connect-callback.js',
    'test-connect.js',
    'test-dgram-unix.js',
    'test-send-error.js',
  ]);
});

test.for(['test-dgram-unix', 'test-connect', 'test-connect-callback', 'test-send-error'])('%s passes', async (name) => {
  await expect(runTool(process.execPath, [`test/${name}.js`], { cwd: join(folder, 'package') })).resolves.toBe('');
});

/** All runs on this machine share the paths of these tests: a name that only one can have says whose turn it is. */
async function takeTurn(): Promise<Socket> {
  for (;;) {
    const socket = createSocket('unix_dgram');
    const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      socket.once('listening', () => resolve(null));
      socket.once('error', resolve);
      socket.bind('\0tsyncio: the tests of unix-dgram');
    });
    if (problem === null) return socket;
    socket.close();
    if (problem.code !== 'EADDRINUSE') throw problem;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
