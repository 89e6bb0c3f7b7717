import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this copy of @tsyncio/native. */
export const packageRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** As the folders under prebuilds/ are named: linux-x64, linux-x64-musl, darwin-arm64. The same as in src/load-binding.ts. */
export function platformName() {
  return `${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
}

/** The C library of a running process is among the files that it has mapped. */
function usesMusl() {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
  } catch {
    return false;
  }
}

/** Where the binary of this platform belongs. */
export function prebuiltFile(root = packageRoot) {
  return join(root, 'prebuilds', platformName(), 'tsyncio.node');
}
