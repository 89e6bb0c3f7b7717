import { constants } from 'node:os';
import type { AddressInfo, Socket, SocketApi } from '@tsyncio/core';
import { SystemError } from '@tsyncio/core';
import { type LoopState, systemError } from '@tsyncio/core/area';
import { summarize } from './connection-errors.ts';
import { closeQuietly, openSocket } from './open-socket.ts';

/** What connections are tried with. */
export interface Attempts {
  readonly sockConnect: SocketApi['sockConnect'];
  readonly remote: readonly AddressInfo[];
  /** What to bind to first; `null` for nothing. */
  readonly local: readonly AddressInfo[] | null;
  readonly allErrors: boolean;
}

/** Connect to the first address that answers, trying one after the other; of those before nothing is left open. */
export async function connectFirst(state: LoopState, { sockConnect, remote, local, allErrors }: Attempts): Promise<Socket> {
  const errors: SystemError[] = [];
  for (const info of remote) {
    try {
      const sock = openBound(state, info, local, errors);
      await connectOrClose(sock, () => sockConnect(sock, info.address));
      return sock;
    } catch (error) {
      // Only the system's refusals lead on to the next address: a cancellation, for one, does not.
      if (!(error instanceof SystemError)) throw error;
      errors.push(error);
    }
  }
  throw summarize(errors, allErrors);
}

/** Wait for a connection; when there is none, the socket is closed. */
export async function connectOrClose(sock: Socket, connect: () => PromiseLike<void>): Promise<void> {
  try {
    await connect();
  } catch (error) {
    closeQuietly(sock);
    throw error;
  }
}

/** A socket for an address, bound to the first of `local` that fits; why others did not goes to `errors`. */
export function openBound(
  state: LoopState,
  { family, type, proto }: AddressInfo,
  local: readonly AddressInfo[] | null,
  errors: SystemError[],
): Socket {
  const sock = openSocket(state, family, type, proto);
  try {
    if (local !== null) bindFirst(sock, local, errors);
    return sock;
  } catch (error) {
    closeQuietly(sock);
    throw error;
  }
}

function bindFirst(sock: Socket, local: readonly AddressInfo[], errors: SystemError[]): void {
  const refused: SystemError[] = [];
  for (const { family, address } of local) {
    if (family !== sock.family) continue;
    try {
      sock.bind(address);
      errors.push(...refused);
      return;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      refused.push(error);
    }
  }
  const last = refused.pop();
  errors.push(...refused);
  throw last ?? noneOf(sock.family);
}

function noneOf(family: number): SystemError {
  return systemError(-constants.errno.EADDRNOTAVAIL, 'bind', { reason: `no matching local address with family ${family} found` });
}
