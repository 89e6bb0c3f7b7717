import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';
// Before the hook below, which so comes first: a folder goes when nobody uses it any more.
import './temporary-folder.ts';

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));
/** A program started here finds `tsyncio`: a package may import itself. */
export const packageFolder: string = join(root, 'packages/tsyncio');

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly pid: number;
  /** Rejects when it cannot be started. */
  readonly ended: Promise<Ended>;
  /** Waits until its output has a match; rejects when it ends without. */
  printed(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  kill(signal?: NodeJS.Signals): Promise<Ended>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input; otherwise there is nothing to read. */
  readonly input?: string;
  /** Who runs it, unless the one who runs the tests. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const running = new Set<Child>();

// A test's children end with it, whatever became of the test.
afterEach(async () => {
  for (const child of [...running]) await child.kill();
});

export function startChild(program: string, args: readonly string[], { cwd = root, env = {}, input, user }: ChildOptions = {}): Child {
  // vitest asks for colours and a mode of its own; a user's program has neither.
  const { FORCE_COLOR, NODE_ENV, NODE_OPTIONS, VITEST, ...inherited } = process.env;
  const started = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'pipe'], ...user });
  // It may end before it has read everything.
  started.stdin.on('error', () => {}).end(input);
  const output = { stdout: collect(started.stdout), stderr: collect(started.stderr) };
  const ended = new Promise<Ended>((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code, signal) => resolve({ code, signal, stdout: output.stdout.text, stderr: output.stderr.text }));
  });
  const child: Child = {
    pid: started.pid ?? -1,
    ended,
    printed: (pattern, stream = 'stdout') => waitForOutput(started[stream], output[stream], ended, pattern),
    kill: (signal = 'SIGKILL') => {
      started.kill(signal);
      return ended;
    },
  };
  running.add(child);
  const forget = () => running.delete(child);
  ended.then(forget, forget);
  return child;
}

/** A program in TypeScript, as a user runs it: against what is built. */
export function startTypeScript(file: string, args: readonly string[] = [], options: ChildOptions = {}): Child {
  const [node = '', ...words] = typeScriptCommand(file);
  return startChild(node, [...words, ...args], options);
}

/** The words of a command that runs one. */
export function typeScriptCommand(file: string): string[] {
  needBuild();
  return [process.execPath, '--import', tsx, file];
}

/** A program given as text, an ES module unless said otherwise, against what is built. */
export function startProgram(text: string, { type = 'module', ...options }: ChildOptions & { type?: 'module' | 'commonjs' } = {}): Child {
  needBuild();
  return startChild(process.execPath, [`--input-type=${type}`, '--eval', text], { cwd: packageFolder, ...options });
}

/** What a program said that was to end with code 0. */
export async function outputOf(child: Child): Promise<string> {
  const { code, signal, stdout, stderr } = await child.ended;
  if (code !== 0) throw new Error(`the program ended with ${signal ?? `code ${code}`}\n${stdout}\n${stderr}`);
  return stdout;
}

function needBuild(): void {
  for (const name of ['core', 'native', 'sockets', 'transports', 'tsyncio']) {
    for (const file of ['index.js', 'index.cjs']) {
      const path = join('packages', name, 'dist', file);
      if (!existsSync(join(root, path))) throw new Error(`${path} does not exist: run npm run build first`);
    }
  }
}

function collect(stream: NodeJS.ReadableStream): { text: string } {
  const collected = { text: '' };
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    collected.text += chunk;
  });
  return collected;
}

async function waitForOutput(
  stream: NodeJS.ReadableStream,
  printed: { readonly text: string },
  ended: Promise<Ended>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const matched = new Promise<RegExpExecArray>((resolve) => {
    const look = () => {
      const match = pattern.exec(printed.text);
      if (match) resolve(match);
    };
    stream.on('data', look);
    look();
  });
  const tooEarly = ended.then(({ code, signal, stderr }) => {
    const match = pattern.exec(printed.text);
    if (match) return match;
    throw new Error(`it ended with ${signal ?? `code ${code}`} before it printed ${pattern}\n${printed.text}\n${stderr}`);
  });
  return Promise.race([matched, tooEarly]);
}
