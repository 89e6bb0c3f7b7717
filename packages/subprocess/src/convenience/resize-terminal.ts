import { LoopError, type SubprocessTransport } from '@tsyncio/core';
import { systemError } from '@tsyncio/core/area';
import { partsOf } from './parts-of.ts';
import { checkSize, type TerminalSize } from './terminal-size.ts';

/**
 * Change the size of the terminal of a child that `spawnInTerminal` started. The system sends SIGWINCH to who has it in the foreground.
 *
 * @throws {TypeError} for another transport, or a size that is none, {@link RangeError}; {@link LoopError} `ERR_TRANSPORT_STATE` when the terminal is closed.
 */
export function resizeTerminal(transport: SubprocessTransport, size: TerminalSize): void {
  const { state, leads } = partsOf(transport);
  if (!leads.terminal)
    throw new TypeError('resizeTerminal needs a transport that spawnInTerminal gave: this child has no terminal of its own');
  const { columns, rows } = checkSize(size);
  const fd = state.phase === 'closed' ? undefined : transport.getPipeTransport(1)?.getExtraInfo('pipe');
  if (fd === undefined) throw new LoopError('ERR_TRANSPORT_STATE', 'the terminal is closed, and has no size any more');
  const answer = state.kernel.processes?.resizeTerminal?.(fd, columns, rows) ?? 0;
  if (answer < 0) throw systemError(answer, 'ioctl');
}
