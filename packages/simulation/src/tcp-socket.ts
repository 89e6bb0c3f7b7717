import { constants } from 'node:os';
import type { Address, InetAddress } from '@tsyncio/core';
import { type KernelAddress, READABLE } from '@tsyncio/core/area';
import { AcceptQueue } from './accept-queue.ts';
import { directions, type Home } from './fake-socket.ts';
import { anyHost, describeInet, isAny, isLocal, loopbackHost, readInet } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import { HANGUP } from './open-file.ts';
import { byCloseness } from './port-table.ts';
import { isUnspecified } from './raw-address.ts';
import type { SocketOptions } from './socket-options.ts';
import { StreamSocket } from './stream-socket.ts';

const { SOCK_STREAM, IPPROTO_TCP } = linuxConstants;
const { EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, ECONNABORTED, ECONNREFUSED, ECONNRESET } = constants.errno;
const { EINPROGRESS, EINVAL, EISCONN, ENETUNREACH, ENOTCONN, EPIPE } = constants.errno;

/**
 * A TCP socket on a loopback: what one side does reaches the other at once.
 *
 *   fresh ──listen──► listening          shutdown makes it fresh again
 *     │ connect ──queue of the listener full──► connecting ──room──┐
 *     ├──────────────────────────────────────────────────────────► connected ──both sides ended, or reset──► over
 *     └─ nobody listens ──► refused      told by connect, it is fresh again; so is one that was over before connect told of it
 */
export class TcpSocket extends StreamSocket {
  peer: TcpSocket | null = null;
  local: InetAddress;
  #remote: InetAddress | null = null;
  #state: 'fresh' | 'listening' | 'connecting' | 'refused' | 'connected' | 'over' = 'fresh';
  /** Whether `connect` has told that it succeeded. */
  #told = false;
  /** Whether the peer said that it sends no more. */
  #ended = false;
  #closed = false;
  #bound = false;
  /** Whether `bind` asked for the host. */
  #wantsHost = false;
  /** Of a listening socket. */
  #queue: AcceptQueue<TcpSocket> | null = null;
  /** Where a connecting one waits. */
  #waitsAt: AcceptQueue<TcpSocket> | null = null;

  constructor(home: Home, family: number, options?: SocketOptions) {
    super(home, family, SOCK_STREAM, IPPROTO_TCP, options);
    this.local = { host: anyHost(family), port: 0 };
  }

  describe(): string {
    const from = this.#bound ? ` ${describeInet(this.local)}` : '';
    const to = this.#remote === null ? '' : ` to ${describeInet(this.#remote)}`;
    return `TCP${from}, ${this.#state}${to}`;
  }

  bind(address: KernelAddress): number {
    const wanted = readInet(this.family, address);
    if (typeof wanted === 'number') return wanted;
    if (this.#bound) return -EINVAL;
    if (isAny(wanted.host)) return this.#bindTo(wanted);
    if (isUnspecified(address)) return -EAFNOSUPPORT;
    this.#wantsHost = isLocal(wanted.host);
    return this.#wantsHost ? this.#bindTo(wanted) : -EADDRNOTAVAIL;
  }

  override listen(backlog: number): number {
    if (this.#queue !== null) {
      this.#queue.backlog = backlog;
      this.#admit(this.#queue);
      return 0;
    }
    if (this.#state !== 'fresh') return -EINVAL;
    const ports = this.home.network.tcpPorts(this.family);
    const answer = this.#bound ? ports.mayListen(this) : this.#bindTo(this.local);
    if (answer < 0) return answer;
    this.#queue = new AcceptQueue(backlog);
    this.#state = 'listening';
    return 0;
  }

  override isListening(): boolean {
    return this.#state === 'listening';
  }

  override accept(): readonly [TcpSocket, Address] | number {
    if (this.#queue === null) return -EINVAL;
    const accepted = this.#queue.take();
    this.#admit(this.#queue);
    return accepted === undefined ? -EAGAIN : [accepted, accepted.#remote as InetAddress];
  }

  connect(address: KernelAddress): number {
    if (isUnspecified(address)) return this.#dissolve();
    const remote = readInet(this.family, address);
    if (typeof remote === 'number') return remote;
    if (this.#state === 'connecting') return -EALREADY;
    if (this.#state === 'refused' || (this.#state === 'over' && !this.#told)) return this.#tellFailure();
    if (this.#state === 'fresh') return this.#connectTo(isAny(remote.host) ? { ...remote, host: loopbackHost(this.family) } : remote);
    if (this.#state !== 'connected' || this.#told) return -EISCONN;
    this.#told = true;
    return 0;
  }

  shutdown(how: number): number {
    const { reading, writing } = directions(how);
    if (this.#waitsAt !== null || (this.#queue !== null && reading)) return this.#dissolve();
    if (this.#queue !== null) return 0;
    const connected = this.#state === 'connected';
    if (reading) this.readClosed = true;
    if (writing) this.#endWriting();
    this.onChange();
    return connected ? 0 : -ENOTCONN;
  }

  getsockname(): Address {
    return this.local;
  }

  getpeername(): Address | number {
    return this.#state === 'connected' ? (this.#remote as InetAddress) : -ENOTCONN;
  }

  readiness(): number {
    if (this.#queue !== null) return this.#queue.isEmpty ? 0 : READABLE;
    if (this.#state === 'connecting') return 0;
    return this.#state === 'connected' ? this.flowReadiness() : HANGUP;
  }

  protected close(): void {
    this.#closed = true;
    if (this.#queue !== null) this.#stopListening(this.#queue);
    this.#stopWaiting();
    if (this.#bound) this.home.network.tcpPorts(this.family).release(this);
    if (this.#state !== 'connected') return;
    const [lingers, seconds] = this.options.linger;
    // Bytes that nobody will read any more, and a linger time of zero, are told by a reset.
    if (this.inbox.length > 0 || (lingers === 1 && seconds === 0)) this.peer?.reset();
    else this.#endWriting();
  }

  protected emptyAnswer(): number {
    if (this.#ended) return 0;
    if (this.error !== 0) return this.takeError();
    if (this.readClosed) return 0;
    return this.#state === 'fresh' || this.#state === 'listening' ? -ENOTCONN : -EAGAIN;
  }

  // The address is ignored, as by the system.
  protected refusal(): number {
    if (this.#state === 'connected' && !this.writeClosed) return 0;
    if (this.error !== 0) return this.takeError();
    return this.#state === 'connecting' ? -EAGAIN : -EPIPE;
  }

  protected sender(): Address {
    return '';
  }

  protected deliver(bytes: Buffer): void {
    const peer = this.peer as TcpSocket;
    if (!peer.#closed && !(peer.readClosed && peer.writeClosed)) {
      peer.inbox.push(bytes);
      peer.onChange();
      return;
    }
    // Nobody will read them: the answer is a reset.
    if (!peer.#closed) peer.reset();
    this.reset();
  }

  #bindTo(wanted: InetAddress): number {
    const answer = this.home.network.tcpPorts(this.family).bind(this, wanted);
    this.#bound = answer === 0;
    return answer;
  }

  #connectTo(remote: InetAddress): number {
    if (!isLocal(remote.host)) return -ENETUNREACH;
    const host = loopbackHost(this.family);
    if (!this.#bound && this.#bindTo({ host, port: 0 }) < 0) return -EADDRNOTAVAIL;
    if (isAny(this.local.host)) this.local = { ...this.local, host };
    this.#remote = remote;
    const there = this.home.network.tcpPorts(this.family).at(remote.port);
    const listener = byCloseness(there, remote.host).find((socket) => socket.isListening());
    if (listener === undefined) this.#refuse();
    else listener.#receiveClient(this);
    return -EINPROGRESS;
  }

  #receiveClient(client: TcpSocket): void {
    const queue = this.#queue as AcceptQueue<TcpSocket>;
    client.#state = 'connecting';
    client.#waitsAt = queue;
    queue.wait(client);
    this.#admit(queue);
  }

  /** Let in those for whom there is room. */
  #admit(queue: AcceptQueue<TcpSocket>): void {
    for (let client = queue.admit(); client !== undefined; client = queue.admit()) {
      queue.push(client.#establish(new TcpSocket(this.home, this.family, this.options.copy())));
      this.onChange();
      client.onChange();
    }
  }

  /** Become connected with `server`, the other side. */
  #establish(server: TcpSocket): TcpSocket {
    server.local = this.#remote as InetAddress;
    server.#remote = this.local;
    server.#told = true;
    server.#bound = true;
    this.home.network.tcpPorts(this.family).share(server);
    this.#waitsAt = null;
    this.peer = server;
    server.peer = this;
    this.#state = 'connected';
    server.#state = 'connected';
    return server;
  }

  #refuse(): void {
    this.#waitsAt = null;
    this.#state = 'refused';
    this.error = ECONNREFUSED;
    this.readClosed = true;
    this.onChange();
  }

  /** No call of connect has told yet that there was a connection: it never was. The socket can be used anew. */
  #tellFailure(): number {
    const answer = this.error === 0 ? -ECONNABORTED : this.takeError();
    this.#begin();
    return answer;
  }

  /** Give up what there is: a connection is broken off, a listener listens no longer. */
  #dissolve(): number {
    const broken = this.#state === 'connected' || this.#state === 'connecting';
    if (this.#queue !== null) this.#stopListening(this.#queue);
    this.#stopWaiting();
    if (this.#state === 'connected') this.peer?.reset();
    if (broken) this.error = ECONNRESET;
    if (!this.#wantsHost) this.local = { ...this.local, host: anyHost(this.family) };
    this.#begin();
    this.onChange();
    return 0;
  }

  /** Be fresh again. */
  #begin(): void {
    this.#state = 'fresh';
    this.#told = false;
    this.#remote = null;
    this.peer = null;
    this.inbox.take(this.inbox.length);
    this.readClosed = false;
    this.writeClosed = false;
    this.#ended = false;
  }

  #stopWaiting(): void {
    this.#waitsAt?.forget(this);
    this.#waitsAt = null;
  }

  #stopListening(queue: AcceptQueue<TcpSocket>): void {
    const { connections, clients } = queue.clear();
    this.#queue = null;
    this.#state = 'fresh';
    for (const connection of connections) {
      connection.home.network.tcpPorts(connection.family).release(connection);
      connection.#closed = true;
      connection.peer?.reset();
    }
    for (const client of clients) client.#refuse();
    this.onChange();
  }

  /** Tell the peer that no more will be sent. */
  #endWriting(): void {
    if (this.writeClosed) return;
    this.writeClosed = true;
    const { peer } = this;
    if (peer === null) return;
    peer.#ended = true;
    peer.readClosed = true;
    for (const side of [this, peer]) if (side.#ended && side.writeClosed) side.#state = 'over';
    peer.onChange();
  }

  /** The peer broke the connection off. What came before can still be read. */
  private reset(): void {
    this.error = this.#ended ? EPIPE : ECONNRESET;
    this.readClosed = true;
    this.writeClosed = true;
    this.#state = 'over';
    this.onChange();
  }
}
