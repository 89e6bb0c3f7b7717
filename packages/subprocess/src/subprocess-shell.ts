import type { ProtocolFactory, SubprocessOptions, SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import { checkCall, type LoopState } from '@tsyncio/core/area';
import { checkText } from './check-argv.ts';
import { checkOptions } from './check-options.ts';
import type { PipeConnector } from './connect-pipes.ts';
import { startChild } from './start-child.ts';

const METHOD = 'subprocessShell';
const SHELL = '/bin/sh';

/** Implements {@link SubprocessApi.subprocessShell}. */
export async function subprocessShell<P extends SubprocessProtocol>(
  state: LoopState,
  connector: PipeConnector,
  factory: ProtocolFactory<P>,
  command: string,
  options: SubprocessOptions = {},
): Promise<readonly [SubprocessTransport, P]> {
  checkCall(state, factory, METHOD);
  if (Array.isArray(command))
    throw new TypeError('the command must be a string, got an array: give a program and its arguments to subprocessExec');
  const argv = [SHELL, '-c', checkText(command, 'the command')] as const;
  return startChild(state, connector, factory, { ...checkOptions(options, METHOD), program: SHELL, argv, paths: [SHELL] });
}
