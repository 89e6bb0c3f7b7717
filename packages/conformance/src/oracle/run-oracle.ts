import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../package-folder.ts';
import type { Trace } from '../trace.ts';
import type { Interpreter } from './find-interpreter.ts';

/** What CPython answered. */
export interface OracleAnswer {
  readonly python: string;
  readonly traces: Readonly<Record<string, Trace>>;
  /** Cases that failed, and files that could not be loaded, with the traceback. */
  readonly errors: Readonly<Record<string, string>>;
  /** Cases that this version is too old for. */
  readonly skipped: readonly string[];
}

/**
 * Run scenarios of `oracle/cases/` under CPython: all, or those whose name is one of `names` or begins with one that ends in a slash.
 *
 * Rejects when the interpreter itself fails.
 */
export function runOracle({ path }: Interpreter, names: readonly string[] = []): Promise<OracleAnswer> {
  const script = fileURLToPath(new URL('oracle/record.py', packageFolder));
  return new Promise((resolve, reject) => {
    // -I: nothing of the user's environment counts. -B: nothing is written.
    execFile(path, ['-I', '-B', script, ...names], { timeout: 400_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error !== null) return reject(new Error(`the oracle failed: ${error.message}\n${stderr}`));
      resolve(JSON.parse(stdout) as OracleAnswer);
    });
  });
}
