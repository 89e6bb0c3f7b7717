import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Worker threads and processes of the executors do not run under vitest's loader: they get what is built, and it is to be what is in src/.
export async function setup(): Promise<void> {
  const folder = fileURLToPath(new URL('packages/executors/', import.meta.url));
  await build({
    absWorkingDir: folder,
    entryPoints: { 'thread-worker': 'src/worker/thread-worker.ts', 'process-worker': 'src/worker/process-worker.ts' },
    outdir: 'dist',
    bundle: true,
    // As worker-file.ts names it.
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'moduleUrl' },
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
  });
}
