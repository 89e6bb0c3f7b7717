import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { costOf, DatagramSocket } from './datagram-socket.ts';
import type { Home } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { describeName } from './unix-names.ts';

const { AF_UNIX, SOCK_DGRAM } = linuxConstants;
const { EAGAIN, ECONNREFUSED, EMSGSIZE, ENOTCONN, EPERM, EPIPE } = constants.errno;
/** How many datagrams may wait at a socket that is not connected to their sender (max_dgram_qlen), and one more. */
const MOST_WAITING = 10;
/** What the system keeps of the send buffer for itself, in bytes. */
const RESERVED = 32;

/** A Unix datagram socket. Nothing is lost: when the receiver's queue is full, or the send buffer, the sender has to wait. */
export class UnixDatagramSocket extends DatagramSocket {
  name = '';
  #peer: UnixDatagramSocket | null = null;
  #closed = false;
  /** How much of the send buffer is used by datagrams that nobody has read yet. */
  #unread = 0;
  /** The receiver whose full queue the last datagram met. */
  #blockedBy: UnixDatagramSocket | null = null;
  /** Those that wait for room in this queue. */
  readonly #blocked = new Set<UnixDatagramSocket>();

  constructor(home: Home) {
    super(home, AF_UNIX, SOCK_DGRAM, 0);
  }

  /** Two that are connected. */
  static pair(home: Home): readonly [UnixDatagramSocket, UnixDatagramSocket] {
    const pair = [new UnixDatagramSocket(home), new UnixDatagramSocket(home)] as const;
    pair[0].#peer = pair[1];
    pair[1].#peer = pair[0];
    return pair;
  }

  describe(): string {
    return `Unix datagram${describeName(this.name)}${describeName(this.#peer?.name ?? '', ' to')}`;
  }

  bind(address: Address): number {
    return this.home.network.unixNames.bind(this, address);
  }

  connect(address: Address): number {
    const target = this.#find(address);
    if (typeof target === 'number') return target;
    this.#peer = target;
    return 0;
  }

  shutdown(how: number): number {
    this.closeDirections(how);
    return 0;
  }

  getsockname(): Address {
    return this.name;
  }

  getpeername(): Address | number {
    return this.#peer === null ? -ENOTCONN : this.#peer.name;
  }

  close(): void {
    this.#closed = true;
    this.home.network.unixNames.release(this);
    this.dropAll();
    this.#unblock();
  }

  protected isWritable(): boolean {
    return 4 * this.#unread <= this.options.sendBuffer && !this.#blockedBy?.isFullFor(this);
  }

  protected sendWhole(bytes: Buffer, to: Address | null): number {
    if (bytes.length > this.options.sendBuffer - RESERVED) return -EMSGSIZE;
    if (this.writeClosed) return -EPIPE;
    const target = to === null ? this.#livePeer() : this.#find(to);
    if (typeof target === 'number') return target;
    if (target.readClosed) return -EPIPE;
    if (this.#unread >= this.options.sendBuffer) return -EAGAIN;
    if (target.isFullFor(this)) {
      this.#blockedBy = target;
      target.#blocked.add(this);
      return -EAGAIN;
    }
    this.#blockedBy = null;
    this.#unread += costOf(bytes);
    target.push({ bytes, from: this.name, onTaken: () => this.#onTaken(bytes, target) });
    return bytes.length;
  }

  #onTaken(bytes: Buffer, by: UnixDatagramSocket): void {
    this.#unread -= costOf(bytes);
    this.onChange();
    by.#unblock();
  }

  #unblock(): void {
    for (const sender of this.#blocked) sender.onChange();
    this.#blocked.clear();
  }

  private isFullFor(sender: UnixDatagramSocket): boolean {
    return !this.#closed && this.#peer !== sender && this.waiting > MOST_WAITING;
  }

  #livePeer(): UnixDatagramSocket | number {
    const peer = this.#peer;
    if (peer === null) return -ENOTCONN;
    if (!peer.#closed) return peer;
    this.#peer = null;
    return -ECONNREFUSED;
  }

  #find(address: Address): UnixDatagramSocket | number {
    const found = this.home.network.unixNames.find(address, SOCK_DGRAM);
    if (typeof found === 'number') return found;
    const target = found as UnixDatagramSocket;
    // One that is connected takes datagrams of its peer only.
    return target.#peer === null || target.#peer === this ? target : -EPERM;
  }
}
