// Beside this file in dist/. Sources run under a loader that threads and processes of their own do not have: they use what was built.
const folder = import.meta.url.endsWith('.ts') ? '../dist/' : './';

export function workerFile(name: 'thread-worker' | 'process-worker'): URL {
  return new URL(`${folder}${name}.cjs`, import.meta.url);
}
