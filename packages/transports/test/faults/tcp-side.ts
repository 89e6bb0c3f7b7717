import type { InetAddress, Socket } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { kernel } from '../listening.ts';
import { Recorder, type Side } from '../recorder.ts';
import type { TestLoop } from '../with-loop.ts';

const { AF_INET, SOCK_STREAM, SOL_SOCKET, SO_LINGER, SO_RCVBUF = 8 } = constants;

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

/** A bare socket that listens. Whoever connects to it is told to send little at once when `small`. */
export function listening({ backlog = 10, small = false }: { backlog?: number; small?: boolean } = {}): [Socket, InetAddress] {
  const sock = socket(AF_INET, SOCK_STREAM, 0, { kernel });
  if (small) sock.setsockopt(SOL_SOCKET as number, SO_RCVBUF, 4096);
  sock.bind({ host: '127.0.0.1', port: 0 });
  sock.listen(backlog);
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

/** As `openSide`, over TCP: only there can a peer reset the connection. */
export async function openTcpSide(loop: TestLoop, protocol: Recorder = new Recorder(), small = false): Promise<Side> {
  const [listener, address] = listening({ small });
  const [transport] = await loop.createConnection(() => protocol, address);
  const [peer] = listener.accept();
  listener.close();
  return { transport, protocol, peer };
}

/** Close without a farewell: the other side gets a reset. */
export function reset(sock: Socket): void {
  const now = new Int32Array([1, 0]);
  sock.setsockopt(SOL_SOCKET as number, SO_LINGER as number, new Uint8Array(now.buffer));
  sock.close();
}
