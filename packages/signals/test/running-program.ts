import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** A program that goes on while the test talks to it. */
export interface RunningProgram {
  readonly pid: number;
  /** What it prints next; `null` once it prints no more. */
  nextLine(): Promise<string | null>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Start `programs/<name>.ts` on the sources; what it prints to its standard error is seen in the test's own. It is killed after the test. */
export function startProgram(name: string, ...args: readonly string[]): RunningProgram {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@tsyncio/source', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid as number,
    nextLine: async () => {
      const { done, value } = await lines.next();
      return done === true ? null : value;
    },
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'exit').then(([code, signal]) => signal ?? code),
  };
}
