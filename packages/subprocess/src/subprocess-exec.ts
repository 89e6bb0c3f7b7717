import type { ProtocolFactory, SubprocessOptions, SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import { checkCall, type LoopState } from '@tsyncio/core/area';
import { checkArgv } from './check-argv.ts';
import { checkOptions } from './check-options.ts';
import type { PipeConnector } from './connect-pipes.ts';
import { programPaths } from './program-paths.ts';
import { startChild } from './start-child.ts';

const METHOD = 'subprocessExec';

/** Implements {@link SubprocessApi.subprocessExec}. */
export async function subprocessExec<P extends SubprocessProtocol>(
  state: LoopState,
  connector: PipeConnector,
  factory: ProtocolFactory<P>,
  given: readonly [program: string, ...args: string[]],
  options: SubprocessOptions = {},
): Promise<readonly [SubprocessTransport, P]> {
  checkCall(state, factory, METHOD);
  const argv = checkArgv(given);
  const plan = checkOptions(options, METHOD);
  const [program] = argv;
  return startChild(state, connector, factory, { ...plan, program, argv, paths: programPaths(program, plan.env) });
}
