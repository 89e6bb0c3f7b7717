import type { Socket } from '@tsyncio/core';
import { KernelSocket, type LoopState, socketCallsOf, systemError } from '@tsyncio/core/area';

/** A new socket. @throws {SystemError} */
export function openSocket(state: LoopState, family: number, type: number, proto: number): Socket {
  const calls = socketCallsOf(state.kernel);
  const fd = calls.open(family, type, proto);
  if (fd < 0) throw systemError(fd, 'socket');
  return new KernelSocket(calls, fd, family, type, proto);
}

/** Close a socket for which something else went wrong, which is what counts. */
export function closeQuietly(sock: Socket): void {
  try {
    sock.close();
  } catch {
    // Its descriptor is gone all the same.
  }
}
