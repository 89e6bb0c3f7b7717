import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import type { Home } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import type { Cargo } from './open-file.ts';
import { isUnspecified } from './raw-address.ts';
import { describeName } from './unix-names.ts';
import { UnixPacketSocket } from './unix-packet-socket.ts';

const { AF_UNIX, SOCK_DGRAM } = linuxConstants;
const { EAGAIN, ECONNREFUSED, ECONNRESET, ENOTCONN, EPERM, EPIPE } = constants.errno;
/** How many datagrams may wait at a socket that is not connected to their sender (max_dgram_qlen), and one more. */
const MOST_WAITING = 10;

/** A Unix datagram socket. When the receiver's queue is full, or the send buffer, the sender has to wait. */
export class UnixDatagramSocket extends UnixPacketSocket {
  #peer: UnixDatagramSocket | null = null;
  #paired = false;
  #closed = false;
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
    for (const socket of pair) socket.#paired = true;
    return pair;
  }

  describe(): string {
    return `Unix datagram${describeName(this.name)}${describeName(this.#peer?.name ?? '', ' to')}`;
  }

  connect(address: KernelAddress): number {
    if (isUnspecified(address)) return this.#turnTo(null);
    this.#bindForCredentials(address);
    const target = this.#find(address);
    return typeof target === 'number' ? target : this.#turnTo(target);
  }

  shutdown(how: number): number {
    this.closeDirections(how);
    return 0;
  }

  getpeername(): Address | number {
    return this.#peer === null ? -ENOTCONN : this.#peer.name;
  }

  protected close(): void {
    this.#closed = true;
    this.home.host.unixNames.release(this);
    this.dropUnread();
    this.#unblock();
    this.home.host.flights.collect();
  }

  protected override knowsPeer(): boolean {
    return this.#paired;
  }

  protected isWritable(): boolean {
    return this.hasRoomToSend() && !this.#blockedBy?.isFullFor(this);
  }

  protected sendWhole(bytes: Buffer, to: KernelAddress | null, cargo: Cargo): number {
    this.#bindForCredentials(to);
    const refusal = this.refusalToSend(bytes);
    if (refusal !== 0) return refusal;
    const target = to === null ? this.#livePeer() : this.#find(to);
    if (typeof target === 'number') return target;
    if (target.readClosed) return -EPIPE;
    const now = this.refusalForNow(cargo);
    if (now !== 0) return now;
    if (target.isFullFor(this)) {
      this.#blockedBy = target;
      target.#blocked.add(this);
      return -EAGAIN;
    }
    this.#blockedBy = null;
    return this.post(bytes, cargo, target);
  }

  protected override onTaken(): void {
    this.#unblock();
  }

  /** Have another peer, or none. What the last one sent is gone, and it learns of that. */
  #turnTo(target: UnixDatagramSocket | null): number {
    const last = this.#peer;
    this.#peer = target;
    if (last === null || last === target || this.waiting === 0) return 0;
    this.dropUnread();
    if (last.#closed || last.#peer !== this) return 0;
    last.error = ECONNRESET;
    last.onChange();
    return 0;
  }

  /** Who wants credentials has a name for them to come from. */
  #bindForCredentials(address: KernelAddress | null): void {
    const { unixNames } = this.home.host;
    if ((address === null || unixNames.isName(address)) && this.options.has('SO_PASSCRED')) unixNames.bind(this, '');
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
    this.#turnTo(null);
    return -ECONNREFUSED;
  }

  #find(address: KernelAddress): UnixDatagramSocket | number {
    const found = this.home.host.unixNames.find(address, SOCK_DGRAM);
    if (typeof found === 'number') return found;
    const target = found as UnixDatagramSocket;
    // One that is connected takes datagrams of its peer only.
    return target.#peer === null || target.#peer === this ? target : -EPERM;
  }
}
