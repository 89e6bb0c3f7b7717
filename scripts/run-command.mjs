import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const toolFolders = [join(root, '.tools/node_modules/.bin'), join(root, 'node_modules/.bin')];

/** The environment of every tool: our pinned pnpm first, no prompts, no telemetry, no look for updates, no colours in a log file. */
const toolEnv = {
  ...process.env,
  PATH: [...toolFolders, process.env.PATH].join(delimiter),
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
};

/**
 * Run a program in the repository's root and wait for its end.
 *
 * With `show` its output goes straight to the terminal; without, it is collected and returned.
 * A program that cannot be started counts as ended with code 127.
 */
export function runCommand(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const stdio = show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd: root, env: { ...toolEnv, ...env }, stdio });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.once('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\n${command} was killed by ${signal}\n` : output }),
    );
  });
}

/** {@link runCommand}, but an Error that holds the output when the program fails. */
export async function runOrThrow(command, args, options) {
  const { code, output } = await runCommand(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}\n${output}`);
  return output;
}
