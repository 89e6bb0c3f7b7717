import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Run with a new folder, which goes afterwards with all that is in it. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-child-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
