import type { InetAddress, Socket } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { kernel } from '../listening.ts';
import { Recorder } from '../recorder.ts';

const { AF_INET, SOCK_STREAM } = constants;

/** A Recorder that receives into a buffer of its own. */
export class BufferedRecorder extends Recorder {
  readonly #buffer = Buffer.alloc(50_000);

  getBuffer(): Uint8Array {
    return this.#buffer;
  }

  bufferUpdated(nbytes: number): void {
    this.dataReceived(Buffer.from(this.#buffer.subarray(0, nbytes)));
  }
}

/** Both kinds of protocol, for tests of what both must do. */
export const KINDS: readonly (readonly [name: string, Kind: typeof Recorder])[] = [
  ['a plain protocol', Recorder],
  ['a buffered protocol', BufferedRecorder],
];

/** A bare socket that listens. */
export function listening(): [Socket, InetAddress] {
  const sock = socket(AF_INET, SOCK_STREAM, 0, { kernel });
  sock.bind({ host: '127.0.0.1', port: 0 });
  sock.listen(10);
  return [sock, sock.getsockname() as InetAddress];
}

/** A bare socket that connects, outside any loop. */
export function connecting(address: InetAddress): Socket {
  const sock = socket(AF_INET, SOCK_STREAM, 0, { kernel });
  try {
    sock.connect(address);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EINPROGRESS') throw error;
  }
  return sock;
}
