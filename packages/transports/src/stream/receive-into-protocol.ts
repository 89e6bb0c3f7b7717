import type { BufferedProtocol, StreamProtocol } from '@tsyncio/core';
import type { SocketCalls } from '@tsyncio/core/area';

export function isBuffered(protocol: StreamProtocol): protocol is BufferedProtocol {
  return typeof (protocol as Partial<BufferedProtocol>).getBuffer === 'function';
}

/**
 * One read straight into the protocol's own buffer. Above zero, it was told; zero is the end of the stream, below is a negated error number.
 * What the protocol itself throws goes to `failed`.
 */
export function receiveIntoProtocol(
  calls: Pick<SocketCalls, 'recvInto'>,
  fd: number,
  protocol: BufferedProtocol,
  failed: (error: unknown, message: string) => void,
): number {
  let buffer: Uint8Array;
  try {
    buffer = protocol.getBuffer(-1);
    if (!(buffer instanceof Uint8Array)) throw new TypeError('getBuffer() must return a Uint8Array');
    if (buffer.length === 0) throw new RangeError('getBuffer() returned an empty buffer');
  } catch (error) {
    failed(error, 'Fatal error: protocol.getBuffer() call failed.');
    return 1;
  }
  const received = calls.recvInto(fd, buffer, 0);
  if (received <= 0) return received;
  try {
    protocol.bufferUpdated(received);
  } catch (error) {
    failed(error, 'Fatal error: protocol.bufferUpdated() call failed.');
  }
  return received;
}
