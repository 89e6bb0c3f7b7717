import { constants } from 'node:os';
import { type Content, ReliableLine, type Taken } from './reliable-line.ts';
import type { Route } from './route.ts';
import type { TcpEnd, TcpWire } from './tcp-wire.ts';

const { ETIMEDOUT } = constants.errno;

/** Makes the side of a server, once word of the connection is there; or why not. */
export type Opening = (wire: (server: TcpEnd) => TcpWire) => Taken;

/**
 * One side of a TCP connection between two hosts. What this side sends is its own until the other one has taken it, for which that needs room in its
 * receive buffer.
 *
 *   client ──send──► line ──take──► inbox of the server       client's inbox ◄──take── line ◄──send── server
 */
export class RemoteWire implements TcpWire {
  readonly #own: TcpEnd;
  readonly #route: Route;
  readonly #line: ReliableLine;
  #peer: RemoteWire | null;
  #isCut = false;

  private constructor(own: TcpEnd, route: Route, peer: RemoteWire | null, open: Opening | null) {
    this.#own = own;
    this.#route = route;
    this.#peer = peer;
    this.#line = new ReliableLine(route, {
      take: (content) => (content === 'open' ? this.#open(open as Opening) : (this.#peer as RemoteWire).#take(content)),
      onRefused: () => this.#break(),
      onTimeout: () => this.#break(ETIMEDOUT),
      onRoom: () => own.onChange(),
    });
  }

  /** The side of a client, which knows that it is welcome. */
  static connect(client: TcpEnd, route: Route, open: Opening): RemoteWire {
    const wire = new RemoteWire(client, route, null, open);
    wire.#line.send('open');
    return wire;
  }

  get capacity(): number {
    return this.#own.options.sendBuffer;
  }

  get occupied(): number {
    return this.#line.occupied;
  }

  send(bytes: Buffer): void {
    this.#line.send(bytes);
  }

  end(): void {
    this.#line.send('end');
  }

  reset(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    // What is on its way may still arrive before.
    this.#line.abandon();
    this.#route.post(() => {
      if (this.#peer === null) this.#line.cut();
      else this.#peer.#break();
    });
  }

  tellRead(): void {
    if (this.#peer !== null) this.#peer.#line.drain();
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#line.cut();
  }

  #break(errno?: number): void {
    if (!this.#isCut) this.#own.takeReset(errno);
  }

  #open(open: Opening): Taken {
    return open((server) => {
      this.#peer = new RemoteWire(server, this.#route.back, this, null);
      return this.#peer;
    });
  }

  /** What the other side sent has come. */
  #take(content: Content): Taken {
    const { inbox, options, isClosed } = this.#own;
    if (this.#isCut) return content === 'end' ? 'taken' : 'refused';
    if (content === 'end') this.#own.takeEnd();
    if (typeof content === 'string') return 'taken';
    if (!isClosed && inbox.length >= options.receiveBuffer) return 'full';
    return this.#own.takeBytes(content) ? 'taken' : 'refused';
  }
}
