import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { type KernelAddress, READABLE } from '@tsyncio/core/area';
import { AcceptQueue } from './accept-queue.ts';
import { directions, type FakeSocket } from './fake-socket.ts';
import { type Cargo, HANGUP } from './open-file.ts';
import { describeName } from './unix-names.ts';

const { EAGAIN, ECONNREFUSED, ECONNRESET, EINVAL, EISCONN, ENOTCONN } = constants.errno;

/** A Unix socket that is connected before it carries data. */
export interface LinkedSocket<Self extends LinkedSocket<Self>> extends FakeSocket {
  name: string;
  readonly link: UnixLink<Self>;
  /** Whether something came that nobody has read. */
  hasUnread(): boolean;
}

/**
 * How a Unix socket that keeps connections finds its peer, whatever it sends.
 *
 *   fresh ──listen──► listening
 *     └─────connect, or made as a pair──► connected, also when the peer is gone
 */
export class UnixLink<Self extends LinkedSocket<Self>> {
  peer: Self | null = null;
  state: 'fresh' | 'listening' | 'connected' = 'fresh';
  readonly #owner: Self;
  /** The socket that a listener has accepted. */
  readonly #makeServer: () => Self;
  #queue: AcceptQueue<Self> | null = null;

  constructor(owner: Self, makeServer: () => Self) {
    this.#owner = owner;
    this.#makeServer = makeServer;
  }

  /** Become connected with `other`. */
  join(other: Self): void {
    this.#meet(other);
    other.link.#meet(this.#owner);
  }

  describe(): string {
    return `${describeName(this.#owner.name)}, ${this.state}${describeName(this.peer?.name ?? '', ' to')}`;
  }

  listen(backlog: number): number {
    if (this.state === 'connected' || this.#owner.name === '') return -EINVAL;
    this.state = 'listening';
    if (this.#queue === null) this.#queue = new AcceptQueue(backlog);
    else this.#queue.backlog = backlog;
    return 0;
  }

  accept(): readonly [Self, Address] | number {
    if (this.#queue === null) return -EINVAL;
    const accepted = this.#queue.take();
    return accepted === undefined ? -EAGAIN : [accepted, accepted.link.peerName()];
  }

  connect(address: KernelAddress): number {
    const owner = this.#owner;
    const { unixNames } = owner.home.host;
    // Who wants credentials has a name for them to come from.
    if (owner.options.has('SO_PASSCRED') && unixNames.isName(address)) unixNames.bind(owner, '');
    const found = unixNames.find(address, owner.type);
    if (typeof found === 'number') return found;
    const listener = found as Self;
    const queue = listener.link.#queue;
    if (queue === null || listener.readClosed) return -ECONNREFUSED;
    if (queue.isFull) return -EAGAIN;
    if (this.state !== 'fresh') return this.state === 'connected' ? -EISCONN : -EINVAL;
    const server = listener.link.#makeServer();
    server.name = listener.name;
    server.link.join(owner);
    queue.push(server);
    listener.onChange();
    owner.onChange();
    return 0;
  }

  shutdown(how: number): number {
    const { reading, writing } = directions(how);
    this.#owner.closeFlow(reading, writing);
    this.peer?.closeFlow(writing, reading);
    return 0;
  }

  /** The name of the peer, '' when it has none. */
  peerName(): string {
    return this.peer?.name ?? '';
  }

  getpeername(): Address | number {
    return this.peer === null ? -ENOTCONN : this.peer.name;
  }

  /** The readiness of one that is not connected; null for one that is. */
  readiness(): number | null {
    if (this.state === 'fresh') return HANGUP;
    if (this.#queue === null) return null;
    const { readClosed, writeClosed } = this.#owner;
    return (!this.#queue.isEmpty || readClosed ? READABLE : 0) | (readClosed && writeClosed ? HANGUP : 0);
  }

  close(): void {
    const owner = this.#owner;
    owner.home.host.unixNames.release(owner);
    for (const connection of this.#queue?.clear().connections ?? []) {
      if (connection.link.peer !== null) lose(connection.link.peer, ECONNRESET);
      connection.dropUnread();
    }
    if (this.peer !== null) lose(this.peer, owner.hasUnread() ? ECONNRESET : 0);
    owner.dropUnread();
    owner.home.host.flights.collect();
  }

  /** What waits at the connections that nobody has accepted. */
  unread(): Cargo {
    return this.#unaccepted().flatMap((connection) => [...connection.unread()]);
  }

  dropUnread(): void {
    for (const connection of this.#unaccepted()) connection.dropUnread();
  }

  #unaccepted(): readonly Self[] {
    return this.#queue?.waiting ?? [];
  }

  #meet(other: Self): void {
    this.peer = other;
    this.state = 'connected';
  }
}

/** The peer of `socket` is gone. */
function lose(socket: FakeSocket, error: number): void {
  if (error !== 0) socket.error = error;
  socket.closeFlow(true, true);
}
