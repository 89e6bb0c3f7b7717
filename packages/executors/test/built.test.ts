import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
// Not dist/, which may be older than the sources; where the packages that it imports are found.
const built = mkdtempSync(join(packageFolder, 'node_modules', 'built-'));

beforeAll(() => {
  const common: BuildOptions = {
    absWorkingDir: packageFolder,
    outdir: built,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
  };
  const workers = { 'thread-worker': 'src/worker/thread-worker.ts', 'process-worker': 'src/worker/process-worker.ts' };
  buildSync({ ...common, entryPoints: { index: 'src/index.ts' }, format: 'esm' });
  buildSync({ ...common, entryPoints: workers, format: 'cjs', outExtension: { '.js': '.cjs' } });
});

afterAll(() => rmSync(built, { recursive: true }));

test('what was built works, also where modules of the work import the package', async () => {
  const program = fileURLToPath(new URL('programs/built.mjs', import.meta.url));
  const command = [program, join(built, 'index.js')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { timeout: 15_000, killSignal: 'SIGKILL' });
  expect({ stdout, stderr }).toEqual({ stdout: 'thread ok\nprocess ok\n', stderr: '' });
});
