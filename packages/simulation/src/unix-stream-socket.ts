import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { READABLE } from '@tsyncio/core/area';
import { AcceptQueue } from './accept-queue.ts';
import { directions, type Home } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { HANGUP } from './open-file.ts';
import type { SocketOptions } from './socket-options.ts';
import { StreamSocket } from './stream-socket.ts';
import { describeName } from './unix-names.ts';

const { AF_UNIX, SOCK_STREAM } = linuxConstants;
const { EAGAIN, ECONNREFUSED, ECONNRESET, EINVAL, EISCONN, ENOTCONN, EOPNOTSUPP, EPIPE } = constants.errno;

/**
 * A Unix stream socket.
 *
 *   fresh ──listen──► listening
 *     └─────connect, or made as a pair──► connected, also when the peer is gone
 */
export class UnixStreamSocket extends StreamSocket {
  peer: UnixStreamSocket | null = null;
  name = '';
  #state: 'fresh' | 'listening' | 'connected' = 'fresh';
  #queue: AcceptQueue<UnixStreamSocket> | null = null;

  constructor(home: Home, options?: SocketOptions) {
    super(home, AF_UNIX, SOCK_STREAM, 0, options);
  }

  /** Two that are connected. */
  static pair(home: Home): readonly [UnixStreamSocket, UnixStreamSocket] {
    const pair = [new UnixStreamSocket(home), new UnixStreamSocket(home)] as const;
    pair[0].#join(pair[1]);
    return pair;
  }

  describe(): string {
    return `Unix stream${describeName(this.name)}, ${this.#state}${describeName(this.peer?.name ?? '', ' to')}`;
  }

  bind(address: Address): number {
    return this.home.network.unixNames.bind(this, address);
  }

  override listen(backlog: number): number {
    if (this.#state === 'connected' || this.name === '') return -EINVAL;
    this.#state = 'listening';
    if (this.#queue === null) this.#queue = new AcceptQueue(backlog);
    else this.#queue.backlog = backlog;
    return 0;
  }

  override isListening(): boolean {
    return this.#state === 'listening';
  }

  override accept(): readonly [UnixStreamSocket, Address] | number {
    if (this.#queue === null) return -EINVAL;
    const accepted = this.#queue.take();
    return accepted === undefined ? -EAGAIN : [accepted, accepted.sender()];
  }

  connect(address: Address): number {
    const found = this.home.network.unixNames.find(address, SOCK_STREAM);
    if (typeof found === 'number') return found;
    const listener = found as UnixStreamSocket;
    const queue = listener.#queue;
    if (queue === null || listener.readClosed) return -ECONNREFUSED;
    if (queue.isFull) return -EAGAIN;
    if (this.#state !== 'fresh') return this.#state === 'connected' ? -EISCONN : -EINVAL;
    const server = new UnixStreamSocket(listener.home, listener.options.copy());
    server.name = listener.name;
    server.#join(this);
    queue.push(server);
    listener.onChange();
    this.onChange();
    return 0;
  }

  shutdown(how: number): number {
    const { reading, writing } = directions(how);
    this.closeFlow(reading, writing);
    this.peer?.closeFlow(writing, reading);
    return 0;
  }

  getsockname(): Address {
    return this.name;
  }

  getpeername(): Address | number {
    return this.peer === null ? -ENOTCONN : this.peer.name;
  }

  readiness(): number {
    if (this.#state === 'fresh') return HANGUP;
    if (this.#queue === null) return this.flowReadiness();
    const readable = !this.#queue.isEmpty || this.readClosed;
    return (readable ? READABLE : 0) | (this.readClosed && this.writeClosed ? HANGUP : 0);
  }

  close(): void {
    this.home.network.unixNames.release(this);
    for (const connection of this.#queue?.clear().connections ?? []) connection.peer?.lose(ECONNRESET);
    this.peer?.lose(this.inbox.length > 0 ? ECONNRESET : 0);
  }

  protected emptyAnswer(): number {
    if (this.#state !== 'connected') return -EINVAL;
    if (this.error !== 0) return this.takeError();
    return this.readClosed ? 0 : -EAGAIN;
  }

  protected refusal(to: Address | null): number {
    if (to !== null) return this.#state === 'connected' ? -EISCONN : -EOPNOTSUPP;
    if (this.#state !== 'connected') return -ENOTCONN;
    return this.writeClosed ? -EPIPE : 0;
  }

  protected sender(): Address {
    return this.peer?.name ?? '';
  }

  protected deliver(bytes: Buffer): void {
    const peer = this.peer as UnixStreamSocket;
    peer.inbox.push(bytes);
    peer.onChange();
  }

  #join(other: UnixStreamSocket): void {
    this.peer = other;
    other.peer = this;
    this.#state = 'connected';
    other.#state = 'connected';
  }

  private closeFlow(reading: boolean, writing: boolean): void {
    if (reading) this.readClosed = true;
    if (writing) this.writeClosed = true;
    this.onChange();
  }

  /** The peer is gone. */
  private lose(error: number): void {
    if (error !== 0) this.error = error;
    this.closeFlow(true, true);
  }
}
