import type { Loop, SubprocessApi, SubprocessOptions } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';
import { Process } from './process.ts';
import { ProcessProtocol } from './process-protocol.ts';

/** A program and its arguments, or a command line of the shell. */
export type ProcessCommand = readonly [program: string, ...args: string[]] | { readonly shell: string };

const STREAMS = ['stdin', 'stdout', 'stderr'] as const;

/**
 * Start a child that needs no protocol. Its standard streams are this process's unless the options say otherwise.
 *
 * ```ts
 * const sort = await startProcess(loop, ['sort'], { stdin: PIPE, stdout: PIPE });
 * const { stdout } = await sort.communicate(Buffer.from('b\na\n'));
 * ```
 *
 * Fails as `loop.subprocessExec` and `loop.subprocessShell` do.
 *
 * @see asyncio `asyncio.create_subprocess_exec`, `asyncio.create_subprocess_shell`
 */
export async function startProcess(loop: Loop & SubprocessApi, command: ProcessCommand, options: SubprocessOptions = {}): Promise<Process> {
  if (typeof loop?.subprocessExec !== 'function')
    throw new TypeError(`startProcess needs a loop with subprocessExec as its first argument, got ${kindOf(loop)}`);
  const makeProtocol = (): ProcessProtocol => new ProcessProtocol(loop);
  const all = typeof options === 'object' && options !== null ? inherit(options) : options;
  const [, protocol] = isShell(command)
    ? await loop.subprocessShell(makeProtocol, command.shell, all)
    : await loop.subprocessExec(makeProtocol, command, all);
  return new Process(loop, protocol);
}

/** What a child has unless told otherwise: what this process has. */
function inherit(options: SubprocessOptions): SubprocessOptions {
  const all: SubprocessOptions = { ...options };
  for (const name of STREAMS) if (!Object.hasOwn(all, name) || all[name] === undefined) all[name] = null;
  return all;
}

function isShell(command: ProcessCommand): command is { readonly shell: string } {
  if (Array.isArray(command)) return false;
  if (typeof command === 'object' && command !== null && Object.hasOwn(command, 'shell')) return true;
  throw new TypeError(`startProcess needs an array of a program and its arguments, or { shell: command }, got ${kindOf(command)}`);
}
