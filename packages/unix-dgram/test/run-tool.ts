import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The root of the repository. */
export const repository: string = fileURLToPath(new URL('../../..', import.meta.url));

const run = promisify(execFile);

/** Long enough for a slow network. */
const PATIENCE = 150_000;

/** Run a program to its end; what it printed. Rejects, with what it said, when it fails. The pinned pnpm is found first. */
export async function runTool(program: string, args: readonly string[], { cwd = repository }: { cwd?: string } = {}): Promise<string> {
  // vitest asks for a mode of its own; a user's program has none.
  const { NODE_ENV, NODE_OPTIONS, VITEST, ...inherited } = process.env;
  const path = [join(repository, '.tools/node_modules/.bin'), process.env.PATH].join(delimiter);
  const { stdout } = await run(program, args, { cwd, env: { ...inherited, PATH: path }, timeout: PATIENCE, killSignal: 'SIGKILL' });
  return stdout;
}
