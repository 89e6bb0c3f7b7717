import type { TLSSocket } from 'node:tls';

/**
 * What is decrypted while the socket flows goes to `take` at once. Its own way there, by a buffer that is empty and an event, costs a tick and
 * more than everything else that is done here for a small message.
 *
 *   decrypted ──push──► flows, nothing buffered ──► take
 *                  └──► otherwise: Node's push, with its buffer, its back pressure, its 'data' events later
 */
export function deliverPushes(socket: TLSSocket, take: (chunk: Buffer) => void): void {
  const { push } = socket;
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null || socket.readableFlowing !== true || socket.readableLength > 0) return push.call(socket, chunk, encoding);
    take(chunk);
    return true;
  };
}
