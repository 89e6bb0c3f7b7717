import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The highest number of descriptors it may have. */
  readonly descriptors?: number;
}

/** Long enough for any program here on a slow machine; one that waits forever is ended, and its `signal` tells. */
const PATIENCE = 100_000;

/** Run `programs/<name>.ts` beside the test file of that URL, on the sources, in a process of its own. */
export function runProgramOf(testFile: string, name: string, { args = [], env = {}, descriptors }: ProgramOptions = {}): Promise<Ended> {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, testFile));
  const command = [process.execPath, '--expose-gc', '--import', 'tsx', '--conditions=@tsyncio/source', program, ...args];
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** What a program ends with when all went well. */
export function success(stdout: string): Ended {
  return { code: 0, signal: null, stdout, stderr: '' };
}
