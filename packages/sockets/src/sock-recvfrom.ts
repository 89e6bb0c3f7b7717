import type { Address, Future, Socket } from '@tsyncio/core';
import { kindOf, type LoopState, socketCallsOf, systemError } from '@tsyncio/core/area';
import { whenReadable } from './when-ready.ts';

/** Implements `sockRecvfrom`. */
export function sockRecvfrom(state: LoopState, sock: Socket, bufsize: number): Future<readonly [Buffer, Address]> {
  return whenReadable(state, sock, () => sock.recvfrom(bufsize));
}

/** Implements `sockRecvfromInto`. */
export function sockRecvfromInto(
  state: LoopState,
  sock: Socket,
  buffer: Uint8Array,
  nbytes = 0,
): Future<readonly [nbytes: number, address: Address]> {
  return whenReadable(state, sock, () => {
    const space = spaceOf(buffer, nbytes);
    const answer = socketCallsOf(state.kernel).recvfrom(sock.fileno(), space, 0);
    if (typeof answer === 'number') throw systemError(answer, 'recvfrom');
    return answer;
  });
}

/** What of the buffer may be filled: all of it, unless `nbytes` says how much. */
function spaceOf(buffer: Uint8Array, nbytes: number): Uint8Array {
  if (!(buffer instanceof Uint8Array)) throw new TypeError(`sockRecvfromInto needs a Uint8Array to receive into, got ${kindOf(buffer)}`);
  if (!Number.isInteger(nbytes) || nbytes < 0 || nbytes > buffer.length)
    throw new RangeError(`nbytes must be an integer from 0 to the ${buffer.length} bytes of the buffer, got ${String(nbytes)}`);
  return nbytes === 0 ? buffer : buffer.subarray(0, nbytes);
}
