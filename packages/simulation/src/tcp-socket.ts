import { constants } from 'node:os';
import type { Address, InetAddress } from '@tsyncio/core';
import { type KernelAddress, READABLE } from '@tsyncio/core/area';
import type { FakeHost } from './fake-host.ts';
import { directions, type Home } from './fake-socket.ts';
import { type Attempt, type Client, Handshake } from './handshake.ts';
import { anyHost, describeInet, isAny, isLoopback, loopbackHost, readInet } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import { HANGUP } from './open-file.ts';
import { byCloseness, type PortTable } from './port-table.ts';
import { isUnspecified } from './raw-address.ts';
import type { SocketOptions } from './socket-options.ts';
import { TcpListening } from './tcp-listening.ts';
import { TcpStream } from './tcp-stream.ts';
import type { TcpWire } from './tcp-wire.ts';

const { SOCK_STREAM, IPPROTO_TCP } = linuxConstants;
const { EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, ECONNABORTED, ECONNREFUSED, ECONNRESET } = constants.errno;
const { EINPROGRESS, EINVAL, EISCONN, ENETUNREACH, ENOTCONN } = constants.errno;

/**
 * A TCP socket. Within its host, what one side does reaches the other at once.
 *
 *   fresh ──listen──► listening          shutdown makes it fresh again
 *     │ connect ──queue of the listener full, or on another host──► connecting ──room, answer──┐
 *     ├──────────────────────────────────────────────────────────────────────────────────────► connected ──both sides ended, or reset──► over
 *     └─ nobody listens ──► refused      told by connect, it is fresh again; so is one that was over before connect told of it
 */
export class TcpSocket extends TcpStream implements Client {
  local: InetAddress;
  #remote: InetAddress | null = null;
  /** Whether `connect` has told that it succeeded. */
  #told = false;
  #bound = false;
  /** Whether `bind` asked for the host. */
  #wantsHost = false;
  #listening: TcpListening<TcpSocket> | null = null;
  /** Of a connecting one. */
  #attempt: Attempt | null = null;

  constructor(home: Home, family: number, options?: SocketOptions) {
    super(home, family, SOCK_STREAM, IPPROTO_TCP, options);
    this.local = { host: anyHost(family), port: 0 };
  }

  describe(): string {
    const from = this.#bound ? ` ${describeInet(this.local)}` : '';
    const to = this.#remote === null ? '' : ` to ${describeInet(this.#remote)}`;
    return `TCP${from}, ${this.state}${to}`;
  }

  bind(address: KernelAddress): number {
    const wanted = readInet(this.family, address);
    if (typeof wanted === 'number') return wanted;
    if (this.#bound) return -EINVAL;
    if (isAny(wanted.host)) return this.#bindTo(wanted);
    if (isUnspecified(address)) return -EAFNOSUPPORT;
    this.#wantsHost = this.home.host.owns(wanted.host);
    return this.#wantsHost ? this.#bindTo(wanted) : -EADDRNOTAVAIL;
  }

  override listen(backlog: number): number {
    if (this.#listening !== null) {
      this.#listening.setBacklog(backlog);
      return 0;
    }
    if (this.state !== 'fresh') return -EINVAL;
    const answer = this.#bound ? this.#ports.mayListen(this) : this.#bindTo(this.local);
    if (answer < 0) return answer;
    this.#listening = new TcpListening<TcpSocket>(
      backlog,
      (client) => this.#serverFor(client),
      () => this.onChange(),
    );
    this.state = 'listening';
    return 0;
  }

  override isListening(): boolean {
    return this.state === 'listening';
  }

  get listening(): TcpListening<TcpSocket> | null {
    return this.#listening;
  }

  override accept(): readonly [TcpSocket, Address] | number {
    if (this.#listening === null) return -EINVAL;
    const accepted = this.#listening.accept();
    return accepted === undefined ? -EAGAIN : [accepted, accepted.#remote as InetAddress];
  }

  connect(address: KernelAddress): number {
    if (isUnspecified(address)) return this.#dissolve();
    const remote = readInet(this.family, address);
    if (typeof remote === 'number') return remote;
    if (this.state === 'connecting') return -EALREADY;
    if (this.state === 'refused' || (this.state === 'over' && !this.#told)) return this.#tellFailure();
    if (this.state === 'fresh') return this.#connectTo(isAny(remote.host) ? { ...remote, host: loopbackHost(this.family) } : remote);
    if (this.state !== 'connected' || this.#told) return -EISCONN;
    this.#told = true;
    return 0;
  }

  shutdown(how: number): number {
    const { reading, writing } = directions(how);
    if (this.state === 'connecting' || (this.#listening !== null && reading)) return this.#dissolve();
    if (this.#listening !== null) return 0;
    const connected = this.state === 'connected';
    if (reading) this.readClosed = true;
    if (writing) this.endWriting();
    this.onChange();
    return connected ? 0 : -ENOTCONN;
  }

  getsockname(): Address {
    return this.local;
  }

  getpeername(): Address | number {
    return this.state === 'connected' ? (this.#remote as InetAddress) : -ENOTCONN;
  }

  readiness(): number {
    if (this.#listening !== null) return this.#listening.isEmpty ? 0 : READABLE;
    if (this.state === 'connecting') return 0;
    return this.state === 'connected' ? this.flowReadiness() : HANGUP;
  }

  protected close(): void {
    this.isClosed = true;
    this.#stopListening();
    this.#stopConnecting();
    if (this.#bound) this.#ports.release(this);
    if (this.state !== 'connected') return;
    const [lingers, seconds] = this.options.linger;
    // Bytes that nobody will read any more, and a linger time of zero, are told by a reset.
    if (this.inbox.length > 0 || (lingers === 1 && seconds === 0)) this.wire?.reset();
    else this.endWriting();
  }

  waitAt(attempt: Attempt): void {
    this.state = 'connecting';
    this.#attempt = attempt;
  }

  override join(wire: TcpWire): void {
    this.#attempt = null;
    super.join(wire);
  }

  dropUnaccepted(): void {
    this.#ports.release(this);
    this.isClosed = true;
    this.wire?.reset();
  }

  onConnectFailed(errno: number): void {
    this.#attempt = null;
    this.state = 'refused';
    this.error = errno;
    this.readClosed = true;
    this.onChange();
  }

  #bindTo(wanted: InetAddress): number {
    const answer = this.#ports.bind(this, wanted);
    this.#bound = answer === 0;
    return answer;
  }

  #connectTo(remote: InetAddress): number {
    const { home } = this;
    const host = home.host.sourceFor(remote.host, this.family);
    if (host === undefined) return -ENETUNREACH;
    const isHere = home.host.owns(remote.host);
    // The loopback leads nowhere else.
    if (!isHere && isLoopback(this.local.host)) return -EINVAL;
    if (!this.#bound && this.#bindTo({ host, port: 0 }) < 0) return -EADDRNOTAVAIL;
    if (isAny(this.local.host)) this.local = { ...this.local, host };
    this.#remote = remote;
    if (isHere) this.#connectHere(remote);
    else this.#connectAcross(remote);
    return -EINPROGRESS;
  }

  #connectHere(remote: InetAddress): void {
    const listening = listeningAt(this.home.host, this.family, remote);
    if (listening === null) this.onConnectFailed(ECONNREFUSED);
    else listening.receive(this);
  }

  #connectAcross(remote: InetAddress): void {
    this.state = 'connecting';
    this.#attempt = new Handshake(this, remote, (host) => listeningAt(host, this.family, remote)?.asSeenBy(this));
  }

  /** The side of this listener for a client. */
  #serverFor(client: TcpSocket): TcpSocket {
    const server = new TcpSocket(this.home, this.family, this.options.copy());
    server.local = client.#remote as InetAddress;
    server.#remote = client.local;
    server.#told = true;
    server.#bound = true;
    this.#ports.share(server);
    return server;
  }

  /** No call of connect has told yet that there was a connection: it never was. The socket can be used anew. */
  #tellFailure(): number {
    const answer = this.error === 0 ? -ECONNABORTED : this.takeError();
    this.begin();
    return answer;
  }

  /** Give up what there is: a connection is broken off, a listener listens no longer. */
  #dissolve(): number {
    const broken = this.state === 'connected' || this.state === 'connecting';
    this.#stopListening();
    this.#stopConnecting();
    if (this.state === 'connected') this.wire?.reset();
    if (broken) this.error = ECONNRESET;
    if (!this.#wantsHost) this.local = { ...this.local, host: anyHost(this.family) };
    this.begin();
    this.onChange();
    return 0;
  }

  protected override begin(): void {
    super.begin();
    this.#told = false;
    this.#remote = null;
  }

  #stopConnecting(): void {
    this.#attempt?.cancel();
    this.#attempt = null;
  }

  #stopListening(): void {
    const listening = this.#listening;
    if (listening === null) return;
    this.#listening = null;
    this.state = 'fresh';
    listening.stop();
    this.onChange();
  }

  get #ports(): PortTable<TcpSocket> {
    return this.home.host.tcpPorts(this.family);
  }
}

/** Who listens on a host for those that connect to an address. */
function listeningAt(host: FakeHost, family: number, { host: address, port }: InetAddress): TcpListening<TcpSocket> | null {
  return byCloseness(host.tcpPorts(family).at(port), address).find((socket) => socket.isListening())?.listening ?? null;
}
