import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A CPython that can be asked. */
export interface Interpreter {
  readonly path: string;
  readonly version: string;
}

/** The first version that the scenarios are written for. */
const OLDEST = [3, 12];
const names = ['python3.14', 'python3.13', 'python3.12', 'python3'];
const question = 'import sys; print(sys.implementation.name, "%d.%d.%d" % sys.version_info[:3])';

/**
 * The newest CPython from 3.12 on: the one that the environment variable TSYNCIO_ORACLE names; else of those on the PATH and of pyenv's.
 * `null` when there is none.
 *
 * @throws {Error} when TSYNCIO_ORACLE names something else.
 */
export async function findInterpreter(): Promise<Interpreter | null> {
  const named = process.env.TSYNCIO_ORACLE ?? '';
  const found = await Promise.all((named === '' ? candidates() : [named]).map(ask));
  const usable = found.filter((one): one is Interpreter => one !== null && compareVersions(one.version, OLDEST) >= 0);
  if (named !== '' && usable.length === 0) throw new Error(`TSYNCIO_ORACLE names no CPython from ${OLDEST.join('.')} on: ${named}`);
  usable.sort((a, b) => compareVersions(b.version, numbersOf(a.version)));
  return usable[0] ?? null;
}

/** Less than 0 when `version` is older than `other`. Missing parts count as 0. */
export function compareVersions(version: string, other: readonly number[]): number {
  const numbers = numbersOf(version);
  for (let i = 0; i < 3; i++) {
    const difference = (numbers[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

function candidates(): readonly string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...onPath, ...pyenvFolders()];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(existsSync);
  return [...new Set(paths.map((path) => realpathSync(path)))];
}

function pyenvFolders(): readonly string[] {
  const versions = join(homedir(), '.pyenv/versions');
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin'));
}

function ask(path: string): Promise<Interpreter | null> {
  return new Promise((resolve) => {
    execFile(path, ['-I', '-S', '-c', question], { timeout: 60_000 }, (error, stdout) => {
      const [implementation, version] = stdout.trim().split(' ');
      resolve(error === null && implementation === 'cpython' && version !== undefined ? { path, version } : null);
    });
  });
}
