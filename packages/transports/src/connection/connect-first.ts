import type { AddressInfo, Socket, SocketApi } from '@tsyncio/core';
import { SystemError, TimeoutError } from '@tsyncio/core';
import { KernelSocket, type LoopState, socketCallsOf, systemError } from '@tsyncio/core/area';

/** Connect to the first of `remote` that answers, trying them in order; of the others nothing is left open. */
export async function connectFirst(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  remote: readonly AddressInfo[],
  local: readonly AddressInfo[] | null,
  allErrors: boolean,
): Promise<Socket> {
  const errors: SystemError[] = [];
  for (const info of remote) {
    try {
      return await connectOne(state, sockConnect, info, local);
    } catch (error) {
      // Only the system's refusals lead on to the next address: a cancellation, for one, does not.
      if (!(error instanceof SystemError)) throw error;
      errors.push(error);
    }
  }
  throw summarize(errors, allErrors);
}

async function connectOne(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  { family, type, proto, address }: AddressInfo,
  local: readonly AddressInfo[] | null,
): Promise<Socket> {
  const calls = socketCallsOf(state.kernel);
  const fd = calls.open(family, type, proto);
  if (fd < 0) throw systemError(fd, 'socket');
  const sock = new KernelSocket(calls, fd, family, type, proto);
  try {
    if (local !== null) bindFirst(sock, local);
    await sockConnect(sock, address);
    return sock;
  } catch (error) {
    sock.close();
    throw error;
  }
}

function bindFirst(sock: Socket, local: readonly AddressInfo[]): void {
  let last: unknown = new SystemError('EADDRNOTAVAIL', -99, 'bind', {
    reason: `no matching local address with family ${sock.family} found`,
  });
  for (const { family, address } of local) {
    if (family !== sock.family) continue;
    try {
      return sock.bind(address);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function summarize(errors: readonly SystemError[], allErrors: boolean): Error {
  if (allErrors) return new AggregateError(errors, 'createConnection failed');
  const [first] = errors;
  if (first === undefined) return new TimeoutError('createConnection failed');
  if (errors.every(({ message }) => message === first.message)) return first;
  const reason = `several addresses failed: ${errors.map(({ message }) => message).join(', ')}`;
  return new SystemError(first.code, first.errno, first.syscall, { reason });
}
