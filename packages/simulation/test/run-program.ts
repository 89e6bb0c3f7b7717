import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Long enough for any program here on a slow machine. */
const PATIENCE = 100_000;

/** Run a TypeScript file, relative to this folder, on the sources, in a process of its own. */
export function runProgram(file: string, ...args: string[]): Promise<Ended> {
  const path = resolve(import.meta.dirname, file);
  const command = ['--import', 'tsx', '--conditions=@tsyncio/source', '--no-warnings', path, ...args];
  return new Promise((done) => {
    const child = execFile(process.execPath, command, { timeout: PATIENCE }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
