import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket as NodeSocket } from 'node:net';
import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

/** One end of a connection in memory: what is written to it comes out of the other. */
class End extends Duplex {
  other: End | null = null;
  #waiting: Done | null = null;

  override _read(): void {
    this.other?.proceed();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.other?.push(chunk)) done();
    else this.#waiting = done;
  }

  override _final(done: Done): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    if (!this.writableFinished) this.other?.destroy();
    done(error);
  }

  proceed(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }
}

/** Two ends of a connection in memory. */
export function pairOfStreams(): readonly [Duplex, Duplex] {
  const [left, right] = [new End(), new End()];
  left.other = right;
  right.other = left;
  return [left, right];
}

/** Two ends of a TCP connection of Node: the one that connected, and the one that was accepted. */
export async function pairOfSockets(): Promise<readonly [NodeSocket, NodeSocket]> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1' });
  const [[served]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  server.close();
  return [client, served as NodeSocket];
}

/** A stream that deals with a write when `takeOne` is called, and gives what is pushed. */
export class SlowStream extends Duplex {
  readonly taken: Buffer[] = [];
  #done: () => void = () => {};

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#done = () => {
      this.taken.push(chunk);
      done();
    };
  }

  takeOne(): void {
    const done = this.#done;
    this.#done = () => {};
    done();
  }
}
