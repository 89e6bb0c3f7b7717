import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import type { Home } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import type { Cargo } from './open-file.ts';
import { PeerFlow } from './peer-flow.ts';
import type { SocketOptions } from './socket-options.ts';
import { StreamCargo } from './stream-cargo.ts';
import { StreamSocket } from './stream-socket.ts';
import { type LinkedSocket, UnixLink } from './unix-link.ts';

const { AF_UNIX, SOCK_STREAM } = linuxConstants;
const { EAGAIN, EINVAL, EISCONN, ENOTCONN, EOPNOTSUPP, EPIPE } = constants.errno;

/** A Unix stream socket: bytes, and files beside them. */
export class UnixStreamSocket extends StreamSocket implements LinkedSocket<UnixStreamSocket> {
  name = '';
  readonly link: UnixLink<UnixStreamSocket>;
  readonly #cargo: StreamCargo;
  #flow: PeerFlow | null = null;

  constructor(home: Home, options?: SocketOptions) {
    super(home, AF_UNIX, SOCK_STREAM, 0, options);
    this.#cargo = new StreamCargo(home.host.flights);
    this.link = new UnixLink<UnixStreamSocket>(this, () => new UnixStreamSocket(home, this.options.copy()));
  }

  /** Two that are connected. */
  static pair(home: Home): readonly [UnixStreamSocket, UnixStreamSocket] {
    const pair = [new UnixStreamSocket(home), new UnixStreamSocket(home)] as const;
    pair[0].link.join(pair[1]);
    return pair;
  }

  protected get flow(): PeerFlow | null {
    const { peer } = this.link;
    if (peer !== null) this.#flow ??= new PeerFlow(this, peer);
    return this.#flow;
  }

  describe(): string {
    return `Unix stream${this.link.describe()}`;
  }

  bind(address: KernelAddress): number {
    return this.home.host.unixNames.bind(this, address);
  }

  override listen(backlog: number): number {
    return this.link.listen(backlog);
  }

  override isListening(): boolean {
    return this.link.state === 'listening';
  }

  override accept(): readonly [UnixStreamSocket, Address] | number {
    return this.link.accept();
  }

  connect(address: KernelAddress): number {
    return this.link.connect(address);
  }

  shutdown(how: number): number {
    return this.link.shutdown(how);
  }

  getsockname(): Address {
    return this.name;
  }

  getpeername(): Address | number {
    return this.link.getpeername();
  }

  readiness(): number {
    return this.link.readiness() ?? this.flowReadiness();
  }

  hasUnread(): boolean {
    return this.inbox.length > 0;
  }

  override unread(): Cargo {
    return [...this.#cargo.waiting, ...this.link.unread()];
  }

  override dropUnread(): void {
    this.#cargo.drop();
    this.link.dropUnread();
  }

  protected close(): void {
    this.link.close();
  }

  protected override knowsPeer(): boolean {
    return this.link.state !== 'fresh';
  }

  protected emptyAnswer(): number {
    if (this.link.state !== 'connected') return -EINVAL;
    if (this.error !== 0) return this.takeError();
    return this.readClosed ? 0 : -EAGAIN;
  }

  protected refusal(to: KernelAddress | null): number {
    const connected = this.link.state === 'connected';
    if (to !== null) return connected ? -EISCONN : -EOPNOTSUPP;
    if (!connected) return -ENOTCONN;
    return this.writeClosed ? -EPIPE : 0;
  }

  protected sender(): Address {
    return this.link.peerName();
  }

  protected deliver(bytes: Buffer, cargo: Cargo): void {
    const peer = this.link.peer as UnixStreamSocket;
    peer.inbox.push(bytes);
    peer.#cargo.push(bytes.length, cargo);
    peer.onChange();
  }

  protected override reach(count: number): number {
    return this.#cargo.reach(count);
  }

  protected override unload(count: number, peeking: boolean): Cargo {
    return peeking ? this.#cargo.peek() : this.#cargo.take(count);
  }
}
