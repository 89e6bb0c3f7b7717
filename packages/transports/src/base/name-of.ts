import type { Address, Socket } from '@tsyncio/core';

/** Its own address; nothing when it cannot say, or was closed by somebody else. */
export function nameOf(sock: Pick<Socket, 'getsockname'>): Address | undefined {
  try {
    return sock.getsockname();
  } catch {
    return undefined;
  }
}
