import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repository, runTool } from './run-tool.ts';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** What the registry says of this version; anything else is refused. */
  readonly sha512: string;
}

// Shared by all runs on this machine; git does not see it.
const cache = join(repository, '.cache/npm');

/** The tarball of a package as it was published, fetched once. Rejects when the registry cannot be reached. */
export async function fetchPublished(wanted: PublishedPackage): Promise<string> {
  const { name, version } = wanted;
  const tarball = join(cache, `${name}-${version}.tgz`);
  if (!existsSync(tarball)) await download(wanted, tarball);
  check(wanted, tarball);
  return tarball;
}

async function download({ name, version }: PublishedPackage, tarball: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'fetching-'));
  try {
    const flags = ['--pack-destination', folder, '--ignore-scripts', '--fetch-retries', '5'];
    await runTool('npm', ['pack', `${name}@${version}`, ...flags], { cwd: folder });
    // Two runs may fetch it at once: each has a folder of its own, and the last one to be renamed stays.
    renameSync(join(folder, `${name}-${version}.tgz`), tarball);
  } catch (cause) {
    throw new Error(`${name} ${version} could not be fetched from the npm registry, and this test needs it: ${String(cause)}`, { cause });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check({ name, version, sha512 }: PublishedPackage, tarball: string): void {
  const found = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (found === sha512) return;
  rmSync(tarball);
  throw new Error(`${name} ${version} is not what it was: sha512 is ${found}, not ${sha512}`);
}
