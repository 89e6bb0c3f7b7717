import { constants } from 'node:os';
import type { InetAddress } from '@tsyncio/core';
import type { FakeHost } from './fake-host.ts';
import { type Opening, RemoteWire } from './remote-wire.ts';
import { Route } from './route.ts';
import type { TcpEnd, TcpWire } from './tcp-wire.ts';

const { ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT } = constants.errno;
/** In milliseconds, as on Linux: when a host that does not answer is asked again, each time after twice as long. */
const FIRST_RETRY = 1000;
const MOST_TRIES = 7;
/** How long it takes to find out that nobody has an address. */
const NOBODY_ANSWERS = 3000;

/** What a connecting socket waits for. */
export interface Attempt {
  /** The socket does not want any more. */
  cancel(): void;
}

/** Who connects. */
export interface Client extends TcpEnd {
  /** There is a connection. */
  join(wire: TcpWire): void;
  onConnectFailed(errno: number): void;
}

/** A listener on the other host, as word of a client finds it. */
export interface Listener {
  readonly isFull: boolean;
  readonly open: Opening;
}

/** Finds who listens, on the host that is there at that moment. */
export type FindListener = (host: FakeHost) => Listener | undefined;

/**
 * A client asks whether it may connect, and is told so, refused, or asks again.
 *
 *   client ──may I?──► nobody listens ──no──► refused
 *     ▲  │               listener is full, or has crashed: no answer
 *     └after 1, 2, 4 … s   listener ──yes──► connected: the wire carries the rest
 */
export class Handshake implements Attempt {
  readonly #client: Client;
  readonly #find: FindListener;
  #callOff: () => void = () => {};
  #isOver = false;

  constructor(client: Client, remote: InetAddress, find: FindListener) {
    this.#client = client;
    this.#find = find;
    const { network } = client.home;
    const machine = network.machines.at(remote.host);
    if (machine === undefined) this.#callOff = network.timeline.alarm(NOBODY_ANSWERS, () => this.#fail(EHOSTUNREACH));
    else this.#ask(() => new Route(network, client.home.host, machine.current), 0);
  }

  cancel(): void {
    this.#isOver = true;
    this.#callOff();
  }

  #ask(route: () => Route, tries: number): void {
    if (tries === MOST_TRIES) return this.#fail(ETIMEDOUT);
    const way = route();
    way.post(() => this.#answer(way));
    this.#callOff = way.later(FIRST_RETRY * 2 ** tries, () => this.#ask(route, tries + 1));
  }

  /** At the other host. */
  #answer(way: Route): void {
    const listener = this.#find(way.to);
    if (listener === undefined) way.back.post(() => this.#fail(ECONNREFUSED));
    else if (!listener.isFull) way.back.post(() => this.#connect(way, listener));
  }

  #connect(way: Route, { open }: Listener): void {
    if (this.#isOver) return;
    this.cancel();
    this.#client.join(RemoteWire.connect(this.#client, way, open));
    this.#client.onChange();
  }

  #fail(errno: number): void {
    if (this.#isOver) return;
    this.cancel();
    this.#client.onConnectFailed(errno);
  }
}
