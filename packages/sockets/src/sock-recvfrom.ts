import type { Future, Socket, SocketAddress } from '@tsyncio/core';
import { kindOf, type LoopState } from '@tsyncio/core/area';
import { fixedLength } from './fixed-length.ts';
import { whenReadable } from './when-ready.ts';

/** Implements `sockRecvfrom`. */
export function sockRecvfrom<A extends SocketAddress>(state: LoopState, sock: Socket<A>, bufsize: number): Future<readonly [Buffer, A]> {
  return whenReadable(state, sock, 'recvfrom', () => sock.recvfrom(bufsize));
}

/** Implements `sockRecvfromInto`. */
export function sockRecvfromInto<A extends SocketAddress>(
  state: LoopState,
  sock: Socket<A>,
  buffer: Uint8Array,
  nbytes = 0,
): Future<readonly [nbytes: number, address: A]> {
  const same = fixedLength(buffer);
  return whenReadable(state, sock, 'recvfrom', () => sock.recvfromInto(spaceOf(same(), nbytes)));
}

/** What of the buffer may be filled: all of it, unless `nbytes` says how much. */
function spaceOf(buffer: Uint8Array, nbytes: number): Uint8Array {
  if (!(buffer instanceof Uint8Array)) throw new TypeError(`sockRecvfromInto needs a Uint8Array to receive into, got ${kindOf(buffer)}`);
  if (!Number.isInteger(nbytes) || nbytes < 0 || nbytes > buffer.length)
    throw new RangeError(`nbytes must be an integer from 0 to the ${buffer.length} bytes of the buffer, got ${String(nbytes)}`);
  return nbytes === 0 ? buffer : buffer.subarray(0, nbytes);
}
