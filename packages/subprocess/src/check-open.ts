import { type Pipes, systemError } from '@tsyncio/core/area';

/**
 * Before anything is opened for the child, which could get the number of one that is closed.
 *
 * @throws {SystemError} `EBADF` naming `what` unless it is open.
 */
export function checkOpen(pipes: Pipes, fd: number, what: string): void {
  const kind = pipes.kindOf(fd);
  if (typeof kind === 'number') throw systemError(kind, 'fstat', { reason: `${what}: descriptor ${fd} is not open` });
}
