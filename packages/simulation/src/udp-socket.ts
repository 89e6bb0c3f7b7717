import { constants } from 'node:os';
import type { Address, InetAddress } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import { DatagramSocket } from './datagram-socket.ts';
import type { FakeHost } from './fake-host.ts';
import type { Home } from './fake-socket.ts';
import { anyHost, describeInet, isAny, isLoopback, loopbackHost, readInet } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import { NO_CARGO } from './open-file.ts';
import { byCloseness, type PortTable } from './port-table.ts';
import { isRaw, isUnspecified } from './raw-address.ts';
import { Route } from './route.ts';

const { AF_INET, SOCK_DGRAM, IPPROTO_UDP } = linuxConstants;
const { EADDRNOTAVAIL, EAFNOSUPPORT, ECONNREFUSED, EDESTADDRREQ, EINVAL, EMSGSIZE, ENETUNREACH, ENOTCONN, EPIPE } = constants.errno;
/** What fits into one IP packet, in bytes. */
const LONGEST = { v4: 65_507, v6: 65_527 } as const;

/** A UDP socket. What does not fit into the receiver's buffer is lost. */
export class UdpSocket extends DatagramSocket {
  local: InetAddress;
  #remote: InetAddress | null = null;
  /** What `bind` asked for; the rest was chosen. */
  #wanted: InetAddress;

  constructor(home: Home, family: number) {
    super(home, family, SOCK_DGRAM, IPPROTO_UDP);
    this.local = { host: anyHost(family), port: 0 };
    this.#wanted = this.local;
  }

  describe(): string {
    const from = this.#isBound() ? ` ${describeInet(this.local)}` : '';
    return `UDP${from}${this.#remote === null ? '' : ` to ${describeInet(this.#remote)}`}`;
  }

  bind(address: KernelAddress): number {
    const wanted = readInet(this.family, address);
    if (typeof wanted === 'number') return wanted;
    if (this.#isBound()) return -EINVAL;
    if (!isAny(wanted.host) && isUnspecified(address)) return -EAFNOSUPPORT;
    if (!isAny(wanted.host) && !this.home.host.owns(wanted.host)) return -EADDRNOTAVAIL;
    const answer = this.#ports.bind(this, wanted);
    if (answer === 0) this.#wanted = wanted;
    return answer;
  }

  connect(address: KernelAddress): number {
    if (isUnspecified(address)) return this.#dissolve();
    const remote = this.#destination(address);
    if (typeof remote === 'number') return remote;
    const answer = this.#bindAnywhere();
    if (answer < 0) return answer;
    this.local = this.#source(remote);
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

  protected close(): void {
    this.#ports.release(this);
  }

  protected isWritable(): boolean {
    return true;
  }

  protected sendWhole(bytes: Buffer, to: KernelAddress | null): number {
    const answer = this.#bindAnywhere();
    if (answer < 0) return answer;
    if (bytes.length > (this.family === AF_INET ? LONGEST.v4 : LONGEST.v6)) return -EMSGSIZE;
    const target = this.#target(to);
    if (typeof target === 'number') return target;
    if (target.port === 0) return -EINVAL;
    if (this.error !== 0) return this.takeError();
    if (this.writeClosed) return -EPIPE;
    const { network, host } = this.home;
    const from = this.#source(target);
    if (host.owns(target.host)) {
      if (!deliver(host, this.family, bytes, from, target)) this.#learnThatNobodyIsAt(target);
      return bytes.length;
    }
    const machine = network.machines.at(target.host);
    if (machine === undefined) return bytes.length;
    const route = new Route(network, host, machine.current);
    route.post(() => {
      if (!deliver(route.to, this.family, bytes, from, target)) route.back.post(() => this.#learnThatNobodyIsAt(target));
    });
    return bytes.length;
  }

  /** With its next call; only one that is connected to there does. */
  #learnThatNobodyIsAt({ host, port }: InetAddress): void {
    if (this.#remote?.host !== host || this.#remote.port !== port) return;
    this.error = ECONNREFUSED;
    this.onChange();
  }

  /** Take a datagram, if it is for this socket; one for which there is no room is lost. */
  takeFrom(from: InetAddress, bytes: Buffer): boolean {
    if (!this.#takesFrom(from)) return false;
    if (this.hasRoomFor(bytes)) this.push({ bytes, cargo: NO_CARGO, from: () => from, onTaken: () => {} });
    return true;
  }

  /** What a datagram for `target` comes from. */
  #source(target: InetAddress): InetAddress {
    if (!isAny(this.local.host)) return this.local;
    return { ...this.local, host: this.home.host.sourceFor(target.host, this.family) ?? loopbackHost(this.family) };
  }

  #takesFrom(from: InetAddress): boolean {
    return this.#remote === null || (this.#remote.host === from.host && this.#remote.port === from.port);
  }

  /** The end of an association: what was chosen for it is given back. */
  #dissolve(): number {
    this.#remote = null;
    if (this.#wanted.port === 0) this.#ports.release(this);
    this.local = { host: this.#wanted.host, port: this.#wanted.port };
    return 0;
  }

  #target(to: KernelAddress | null): InetAddress | number {
    // IPv6 takes an address of no family for none, and says of another one that it is wrong.
    const { family } = this;
    if (to === null || (family !== AF_INET && isUnspecified(to))) return this.#remote ?? -EDESTADDRREQ;
    const other = typeof to === 'string' || (isRaw(to) && to.family !== family);
    return other && family !== AF_INET ? -EINVAL : this.#destination(to);
  }

  #destination(address: KernelAddress): InetAddress | number {
    const target = readInet(this.family, address);
    if (typeof target === 'number') return target;
    if (isAny(target.host)) return { ...target, host: loopbackHost(this.family) };
    const { host } = this.home;
    // The loopback leads nowhere else.
    if (isLoopback(this.local.host) && !host.owns(target.host)) return -EINVAL;
    return host.sourceFor(target.host, this.family) === undefined ? -ENETUNREACH : target;
  }

  #bindAnywhere(): number {
    return this.#isBound() ? 0 : this.#ports.bind(this, this.local);
  }

  get #ports(): PortTable<UdpSocket> {
    return this.home.host.udpPorts(this.family);
  }

  #isBound(): boolean {
    return this.local.port !== 0;
  }
}

/** Whether a socket of the host took a datagram. Of several that share a port, the last one that was bound gets it. */
function deliver(host: FakeHost, family: number, bytes: Buffer, from: InetAddress, target: InetAddress): boolean {
  const there = host.udpPorts(family).at(target.port).reverse();
  return byCloseness(there, target.host).some((socket) => socket.takeFrom(from, bytes));
}
