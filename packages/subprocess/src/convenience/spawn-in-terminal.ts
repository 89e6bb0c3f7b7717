import type { Loop, ProtocolFactory, SubprocessOptions, SubprocessProtocol, SubprocessTransport, TransportApi } from '@tsyncio/core';
import { checkCall, kindOf, stateOf } from '@tsyncio/core/area';
import { checkArgv } from '../check-argv.ts';
import { checkOptions } from '../check-options.ts';
import { programPaths } from '../program-paths.ts';
import { startChild } from '../start-child.ts';
import { checkSize, type TerminalSize } from './terminal-size.ts';
import { TerminalStreams } from './terminal-streams.ts';

/** The terminal is all three standard streams, and the child leads a session of its own. */
export type TerminalOptions = Omit<SubprocessOptions, 'stdin' | 'stdout' | 'stderr' | 'processGroup' | 'startNewSession'> & TerminalSize;

const METHOD = 'spawnInTerminal';
const REFUSED = ['stdin', 'stdout', 'stderr', 'processGroup', 'startNewSession'] as const;

/**
 * As `loop.subprocessExec`, for a program that wants a terminal: its standard input, output and error are a new one, and it leads a session that
 * has it as its controlling terminal. `getPipeTransport(0)` writes what somebody at the terminal types, so that `\x03` interrupts; `pipeDataReceived(1, …)`
 * gives what the terminal shows, what was typed among it unless the program turns that off. The end is told with `null` once the child and whoever it
 * left the terminal to are gone.
 *
 * Rejects as `loop.subprocessExec`; with a {@link TypeError} on a kernel without terminals.
 *
 * @see Python `pty.spawn`
 */
export async function spawnInTerminal<P extends SubprocessProtocol>(
  loop: Loop & Pick<TransportApi, 'connectReadPipe' | 'connectWritePipe'>,
  factory: ProtocolFactory<P>,
  given: readonly [program: string, ...args: string[]],
  options: TerminalOptions,
): Promise<readonly [SubprocessTransport, P]> {
  const state = stateOf(loop);
  if (typeof loop.connectReadPipe !== 'function' || typeof loop.connectWritePipe !== 'function')
    throw new TypeError(`${METHOD} needs a loop with connectReadPipe and connectWritePipe: add transports() to its areas`);
  checkCall(state, factory, METHOD);
  const argv = checkArgv(given);
  const { columns, rows, ...others } = checkTerminalOptions(options);
  const size = checkSize({ columns, rows });
  const [program] = argv;
  const plan = { ...checkOptions(others, METHOD), program, argv, newSession: true, controllingTerminal: true };
  return startChild(state, loop, factory, { ...plan, paths: programPaths(program, plan.env) }, () => new TerminalStreams(state, size));
}

function checkTerminalOptions(options: TerminalOptions): TerminalOptions {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${METHOD} needs options with columns and rows, got ${kindOf(options)}`);
  const refused = REFUSED.find((name) => Object.hasOwn(options, name));
  if (refused === undefined) return options;
  throw new TypeError(`${METHOD} takes no ${refused}: the terminal is stdin, stdout and stderr of a child that leads a session`);
}
