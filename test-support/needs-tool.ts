import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

/** Where Debian has the programs of PostgreSQL, the newest version first: they are on nobody's PATH. */
function postgresFolders(): string[] {
  const versions = '/usr/lib/postgresql';
  try {
    const newestFirst = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
    return newestFirst.map((version) => join(versions, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a program is, or `undefined`. */
function findTool(name: string): string | undefined {
  // Mail servers are in /usr/sbin, which only root has on its PATH.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...postgresFolders()];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Where a program is that the test was said to need. */
export function pathOfTool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is not installed: put the test into a describeWith(['${name}'], ...)`);
  return path;
}

function listOf(names: readonly string[]): string {
  return `${names.join(' and ')}, which ${names.length === 1 ? 'is' : 'are'} not installed`;
}

/**
 * As vitest's `describe`, for tests that need these programs. Without them the tests are skipped and the title says why; in continuous
 * integration, where they have to be installed, a test of that title fails.
 */
export function describeWith(tools: readonly string[], title: string, defineTests: () => void): void {
  const missing = tools.filter((name) => findTool(name) === undefined);
  if (missing.length === 0) {
    describe(title, defineTests);
  } else if (process.env.CI) {
    test(title, () => {
      throw new Error(`This needs ${listOf(missing)}. Tests may not be skipped where CI is set: add the package to .ci/run.`);
    });
  } else {
    describe.skip(`${title} (needs ${listOf(missing)})`, defineTests);
  }
}
