import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Paths in a folder that goes when the test file is done. */
export function unixFolder(): { readonly folder: string; readonly freshPath: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-unix-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let count = 0;
  return { folder, freshPath: () => join(folder, `${count++}.sock`) };
}
