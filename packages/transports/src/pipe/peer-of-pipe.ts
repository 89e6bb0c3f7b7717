import { constants } from 'node:os';
import { type LoopState, type Pipes, socketCallsOf } from '@tsyncio/core/area';
import { type CheckedPipe, canDo } from './pipe-descriptor.ts';

const { EAGAIN } = constants.errno;

/**
 * Whether readiness to read tells that the reader of a pipe that is written to has gone. It does for sockets, and for FIFOs that are not read
 * through the same descriptor; a terminal has input of its own.
 */
export function watchesPeer(pipes: Pipes, { fd, kind }: CheckedPipe): boolean {
  return kind === 'socket' || (kind === 'fifo' && !canDo(pipes, fd, 'read'));
}

/** What made it ready. Of a socket whose peer wrote something nothing is to be learned before that is read, which nobody does. */
export function whatPeerDid(state: LoopState, { fd, kind }: CheckedPipe): 'went' | 'wrote' | 'nothing' {
  if (kind !== 'socket') return 'went';
  const calls = socketCallsOf(state.kernel);
  const answer = calls.recv(fd, 1, calls.constants.MSG_PEEK ?? 2);
  if (answer === -EAGAIN) return 'nothing';
  return typeof answer === 'number' ? 'went' : 'wrote';
}
