import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** An empty folder that is removed, with what is in it, at the end of the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-'));
  folders.push(folder);
  return folder;
}
