import { constants } from 'node:os';
import { AcceptQueue } from './accept-queue.ts';
import type { Attempt, Client, Listener } from './handshake.ts';
import { LocalWire } from './local-wire.ts';

const { ECONNREFUSED } = constants.errno;

/** A socket that connects, or the one that is made for it. */
interface Side extends Client {
  /** It waits for room at a listener of its host. */
  waitAt(attempt: Attempt): void;
  /** Nobody will accept it. */
  dropUnaccepted(): void;
}

/** What a listening socket does: it lets in who connects, as far as its backlog goes. */
export class TcpListening<Socket extends Side> {
  readonly #queue: AcceptQueue<Socket>;
  readonly #serverFor: (client: Socket) => Socket;
  readonly #onReady: () => void;
  #isOver = false;

  constructor(backlog: number, serverFor: (client: Socket) => Socket, onReady: () => void) {
    this.#queue = new AcceptQueue(backlog);
    this.#serverFor = serverFor;
    this.#onReady = onReady;
  }

  get isEmpty(): boolean {
    return this.#queue.isEmpty;
  }

  setBacklog(backlog: number): void {
    this.#queue.backlog = backlog;
    this.#admit();
  }

  accept(): Socket | undefined {
    const accepted = this.#queue.take();
    this.#admit();
    return accepted;
  }

  /** A client of the same host. */
  receive(client: Socket): void {
    client.waitAt({ cancel: () => this.#queue.forget(client) });
    this.#queue.wait(client);
    this.#admit();
  }

  /** As a client of another host finds it. */
  asSeenBy(client: Socket): Listener {
    return {
      isFull: this.#queue.isFull,
      open: (wireOf) => {
        if (this.#isOver) return 'refused';
        if (this.#queue.isFull) return 'full';
        const server = this.#serverFor(client);
        server.join(wireOf(server));
        this.#queue.push(server);
        this.#onReady();
        return 'taken';
      },
    };
  }

  stop(): void {
    this.#isOver = true;
    const { connections, clients } = this.#queue.clear();
    for (const connection of connections) connection.dropUnaccepted();
    for (const client of clients) client.onConnectFailed(ECONNREFUSED);
  }

  /** Let in those for whom there is room. */
  #admit(): void {
    for (let client = this.#queue.admit(); client !== undefined; client = this.#queue.admit()) {
      const server = this.#serverFor(client);
      server.join(new LocalWire(server, client));
      this.#queue.push(server);
      client.join(new LocalWire(client, server));
      this.#onReady();
      client.onChange();
    }
  }
}
