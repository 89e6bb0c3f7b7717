import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const esbuild = fileURLToPath(new URL('../../../node_modules/.bin/esbuild', import.meta.url));
// Not dist/, which may be older than the sources; where the packages that it imports are found.
const built = mkdtempSync(join(packageFolder, 'node_modules', 'built-'));

function build(...options: string[]): void {
  const common = ['--bundle', '--packages=external', '--platform=node', '--target=node20', `--outdir=${built}`, '--log-level=error'];
  execFileSync(esbuild, [...options, ...common], { cwd: packageFolder });
}

beforeAll(() => {
  build('src/index.ts', '--format=esm');
  build('src/worker/thread-worker.ts', 'src/worker/process-worker.ts', '--format=cjs', '--out-extension:.js=.cjs');
});

afterAll(() => rmSync(built, { recursive: true }));

test('what was built works, also where modules of the work import the package', async () => {
  const program = fileURLToPath(new URL('programs/built.mjs', import.meta.url));
  const command = [program, join(built, 'index.js')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { timeout: 100_000, killSignal: 'SIGKILL' });
  expect({ stdout, stderr }).toEqual({ stdout: 'thread ok\nprocess ok\n', stderr: '' });
});
