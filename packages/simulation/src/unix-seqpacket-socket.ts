import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import type { Home, Passed, Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import type { Cargo } from './open-file.ts';
import type { SocketOptions } from './socket-options.ts';
import { type LinkedSocket, UnixLink } from './unix-link.ts';
import { UnixPacketSocket } from './unix-packet-socket.ts';

const { AF_UNIX, SOCK_SEQPACKET } = linuxConstants;
const { EAGAIN, ENOTCONN, EPIPE } = constants.errno;

/** A Unix socket that is connected as a stream is, and whose messages stay whole. */
export class UnixSeqpacketSocket extends UnixPacketSocket implements LinkedSocket<UnixSeqpacketSocket> {
  readonly link: UnixLink<UnixSeqpacketSocket>;

  constructor(home: Home, options?: SocketOptions) {
    super(home, AF_UNIX, SOCK_SEQPACKET, 0, options);
    this.link = new UnixLink<UnixSeqpacketSocket>(this, () => new UnixSeqpacketSocket(home, this.options.copy()));
  }

  /** Two that are connected. */
  static pair(home: Home): readonly [UnixSeqpacketSocket, UnixSeqpacketSocket] {
    const pair = [new UnixSeqpacketSocket(home), new UnixSeqpacketSocket(home)] as const;
    pair[0].link.join(pair[1]);
    return pair;
  }

  describe(): string {
    return `Unix seqpacket${this.link.describe()}`;
  }

  override listen(backlog: number): number {
    return this.link.listen(backlog);
  }

  override isListening(): boolean {
    return this.link.state === 'listening';
  }

  override accept(): readonly [UnixSeqpacketSocket, Address] | number {
    return this.link.accept();
  }

  connect(address: KernelAddress): number {
    return this.link.connect(address);
  }

  shutdown(how: number): number {
    return this.link.shutdown(how);
  }

  getpeername(): Address | number {
    return this.link.getpeername();
  }

  override receive(nbytes: number, flags: number): Received | number {
    if (this.link.state !== 'connected') return -ENOTCONN;
    const received = super.receive(nbytes, flags);
    // The end is told once everything is read.
    return received === -EAGAIN && this.readClosed ? 0 : received;
  }

  override send(parts: readonly Uint8Array[], to: KernelAddress | null, flags: number, passed?: Passed): number {
    if (this.error !== 0) return this.takeError();
    return this.link.state === 'connected' ? super.send(parts, to, flags, passed) : -ENOTCONN;
  }

  override readiness(): number {
    return this.link.readiness() ?? super.readiness();
  }

  hasUnread(): boolean {
    return this.waiting > 0;
  }

  override unread(): Cargo {
    return [...super.unread(), ...this.link.unread()];
  }

  override dropUnread(): void {
    super.dropUnread();
    this.link.dropUnread();
  }

  protected close(): void {
    this.link.close();
  }

  protected override knowsPeer(): boolean {
    return this.link.state !== 'fresh';
  }

  protected isWritable(): boolean {
    return this.hasRoomToSend();
  }

  // An address is ignored, as by the system.
  protected sendWhole(bytes: Buffer, _to: KernelAddress | null, cargo: Cargo): number {
    const peer = this.link.peer as UnixSeqpacketSocket;
    const refusal = this.refusalToSend(bytes) || this.refusalForNow(cargo);
    if (refusal !== 0) return refusal;
    return peer.readClosed ? -EPIPE : this.post(bytes, cargo, peer);
  }
}
