import { constants } from 'node:os';
import type { Address, InetAddress } from '@tsyncio/core';
import { DatagramSocket } from './datagram-socket.ts';
import type { Home } from './fake-socket.ts';
import { anyHost, describeInet, isAny, isLocal, loopbackHost, readInet } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import { byCloseness } from './port-table.ts';

const { AF_INET, SOCK_DGRAM, IPPROTO_UDP } = linuxConstants;
const { EADDRNOTAVAIL, ECONNREFUSED, EDESTADDRREQ, EINVAL, EMSGSIZE, ENETUNREACH, ENOTCONN, EPIPE } = constants.errno;
/** What fits into one IP packet, in bytes. */
const LONGEST = { v4: 65_507, v6: 65_527 } as const;

/** A UDP socket on a loopback. What does not fit into the receiver's buffer is lost. */
export class UdpSocket extends DatagramSocket {
  local: InetAddress;
  #remote: InetAddress | null = null;

  constructor(home: Home, family: number) {
    super(home, family, SOCK_DGRAM, IPPROTO_UDP);
    this.local = { host: anyHost(family), port: 0 };
  }

  describe(): string {
    const from = this.#isBound() ? ` ${describeInet(this.local)}` : '';
    return `UDP${from}${this.#remote === null ? '' : ` to ${describeInet(this.#remote)}`}`;
  }

  bind(address: Address): number {
    const wanted = readInet(this.family, address);
    if (typeof wanted === 'number') return wanted;
    if (this.#isBound()) return -EINVAL;
    return isAny(wanted.host) || isLocal(wanted.host) ? this.home.network.udpPorts(this.family).bind(this, wanted) : -EADDRNOTAVAIL;
  }

  connect(address: Address): number {
    const remote = this.#destination(address);
    if (typeof remote === 'number') return remote;
    const answer = this.#bindAnywhere();
    if (answer < 0) return answer;
    if (isAny(this.local.host)) this.local = { ...this.local, host: loopbackHost(this.family) };
    this.#remote = remote;
    return 0;
  }

  shutdown(how: number): number {
    this.closeDirections(how);
    return this.#remote === null ? -ENOTCONN : 0;
  }

  getsockname(): Address {
    return this.local;
  }

  getpeername(): Address | number {
    return this.#remote ?? -ENOTCONN;
  }

  close(): void {
    this.home.network.udpPorts(this.family).release(this);
  }

  protected isWritable(): boolean {
    return true;
  }

  protected sendWhole(bytes: Buffer, to: Address | null): number {
    const answer = this.#bindAnywhere();
    if (answer < 0) return answer;
    if (bytes.length > (this.family === AF_INET ? LONGEST.v4 : LONGEST.v6)) return -EMSGSIZE;
    const target = to === null ? (this.#remote ?? -EDESTADDRREQ) : this.#destination(to);
    if (typeof target === 'number') return target;
    if (target.port === 0) return -EINVAL;
    if (this.error !== 0) return this.takeError();
    if (this.writeClosed) return -EPIPE;
    this.#deliver(bytes, target);
    return bytes.length;
  }

  #deliver(bytes: Buffer, target: InetAddress): void {
    const from = isAny(this.local.host) ? { ...this.local, host: loopbackHost(this.family) } : this.local;
    // Of several that share a port, the last one that was bound gets it.
    const there = this.home.network.udpPorts(this.family).at(target.port).reverse();
    const receiver = byCloseness(there, target.host).find((socket) => socket.#takesFrom(from));
    if (receiver?.hasRoomFor(bytes)) receiver.push({ bytes, from, onTaken: () => {} });
    if (receiver !== undefined || this.#remote === null) return;
    // A connected socket learns that nobody is there, with its next call.
    this.error = ECONNREFUSED;
    this.onChange();
  }

  #takesFrom(from: InetAddress): boolean {
    return this.#remote === null || (this.#remote.host === from.host && this.#remote.port === from.port);
  }

  #destination(address: Address): InetAddress | number {
    const target = readInet(this.family, address);
    if (typeof target === 'number') return target;
    if (isAny(target.host)) return { ...target, host: loopbackHost(this.family) };
    return isLocal(target.host) ? target : -ENETUNREACH;
  }

  #bindAnywhere(): number {
    return this.#isBound() ? 0 : this.home.network.udpPorts(this.family).bind(this, this.local);
  }

  #isBound(): boolean {
    return this.local.port !== 0;
  }
}
