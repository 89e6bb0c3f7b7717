import type { Protocol, StreamProtocol } from '@tsyncio/core';
import { isBuffered, receiveIntoProtocol } from '../stream/receive-into-protocol.ts';
import type { StreamInbox } from './stream-inbox.ts';

/** One read of what was received before. What the protocol throws goes to `failed`. */
export function giveToProtocol(protocol: StreamProtocol, inbox: StreamInbox, failed: (error: unknown, message: string) => void): void {
  const chunk = inbox.first;
  if (chunk === undefined) return;
  if (isBuffered(protocol)) {
    const recvInto = (_fd: number, buffer: Uint8Array): number => {
      // getBuffer() may have closed the transport, which drops it.
      if (inbox.first !== chunk) return 0;
      const part = chunk.subarray(0, buffer.length);
      buffer.set(part);
      inbox.consume(part.length);
      return part.length;
    };
    receiveIntoProtocol({ recvInto }, -1, protocol, failed);
    return;
  }
  inbox.consume(chunk.length);
  try {
    (protocol as Protocol).dataReceived?.(chunk);
  } catch (error) {
    failed(error, 'Fatal error: protocol.dataReceived() call failed.');
  }
}
