import { constants } from 'node:os';
import { posix } from 'node:path';
import type { Child } from './child.ts';
import type { Pending } from './pending.ts';

/** What a program ends with: its exit code, 0 unless it says another. */
export type ExitCode = number | void;
/**
 * A program in TypeScript: a function, an async function, or a generator function, which a blocking run lets go on as well. An error that it
 * throws is told as a warning and on its standard error, and ends it with 1.
 */
export type Program = (child: Child) => ExitCode | PromiseLike<ExitCode> | Generator<Pending<unknown>, ExitCode, unknown>;

export interface ProgramOptions {
  /** Without, starting it fails with EACCES. */
  readonly executable?: boolean;
}

/** A program that was found. */
export interface FoundProgram {
  readonly path: string;
  readonly run: Program;
}

const { EACCES, ENOENT, ENOTDIR } = constants.errno;

/** The programs and the folders that there are. */
export class Programs {
  readonly #programs = new Map<string, { readonly run: Program; readonly executable: boolean }>();
  readonly #folders = new Set<string>(['/']);

  /** Put a program at a path; or, when `path` has no slash, into every folder. */
  add(path: string, run: Program, { executable = true }: ProgramOptions): void {
    if (typeof path !== 'string' || path === '') throw new TypeError(`a program's path or name was expected, got ${JSON.stringify(path)}`);
    if (typeof run !== 'function') throw new TypeError(`the program ${path} must be a function`);
    const isPath = path.includes('/');
    if (isPath && !path.startsWith('/'))
      throw new TypeError(`a program's path must begin with a slash, and its name have none, got ${path}`);
    this.#programs.set(path, { run, executable });
    if (isPath) this.addFolder(posix.dirname(path));
  }

  addFolder(path: string): void {
    if (typeof path !== 'string' || !path.startsWith('/'))
      throw new TypeError(`a folder's path must begin with a slash, got ${JSON.stringify(path)}`);
    for (let folder = posix.resolve(path); !this.#folders.has(folder); folder = posix.dirname(folder)) this.#folders.add(folder);
  }

  /** Where `cwd` leads from a folder; or a negated error number. */
  enter(cwd: string | null, from: string): string | number {
    const folder = cwd === '' ? undefined : posix.resolve(from, cwd ?? '');
    if (folder === from || (folder !== undefined && this.#folders.has(folder))) return folder;
    return folder !== undefined && this.#programs.has(folder) ? -ENOTDIR : -ENOENT;
  }

  /** The first that can be run; when none can, a better reason than that there is none. */
  find(paths: readonly string[], cwd: string): FoundProgram | number {
    let reason = -ENOENT;
    for (const path of paths) {
      const found = this.#at(path, cwd);
      if (typeof found !== 'number') return { path, run: found };
      if (reason !== -EACCES) reason = found;
    }
    return reason;
  }

  #at(path: string, cwd: string): Program | number {
    if (path === '') return -ENOENT;
    const whole = posix.resolve(cwd, path);
    if (this.#folders.has(whole)) return -EACCES;
    const program = this.#programs.get(whole) ?? this.#programs.get(posix.basename(whole));
    if (program === undefined) return this.#isBelowProgram(whole) ? -ENOTDIR : -ENOENT;
    return program.executable ? program.run : -EACCES;
  }

  #isBelowProgram(path: string): boolean {
    for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above)) if (this.#programs.has(above)) return true;
    return false;
  }
}
