import { constants } from 'node:os';
import type { Address, DatagramTransport as Api, BytesLike, DatagramProtocol } from '@tsyncio/core';
import { decodeAddress, type KernelAddress, systemError, toBytes } from '@tsyncio/core/area';
import { SocketTransport, type SocketTransportParts } from '../base/socket-transport.ts';
import { DatagramBuffer } from './datagram-buffer.ts';
import { DatagramPeer } from './datagram-peer.ts';
import { LoneDatagrams } from './lone-datagrams.ts';
import { type ReceiveDatagram, receiverOf } from './receive-datagram.ts';

export interface DatagramTransportParts extends SocketTransportParts<DatagramProtocol> {
  /** Where `sendto` sends to, though the socket is connected to nobody. */
  readonly remembered?: Address | undefined;
}

/** How many datagrams are taken in one turn at most. */
const MOST_AT_ONCE = 32;
const AGAIN = -constants.errno.EAGAIN;

/** Datagrams over a socket: what the system refuses is told to `errorReceived`, and the endpoint stays open. */
export class DatagramTransport extends SocketTransport<DatagramProtocol> implements Api {
  readonly #peer: DatagramPeer;
  readonly #receive: ReceiveDatagram;
  readonly #alone: LoneDatagrams = new LoneDatagrams();
  #buffer: DatagramBuffer | null = null;

  constructor(parts: DatagramTransportParts) {
    super(parts);
    this.#peer = new DatagramPeer(this.calls, this.sock, { connected: parts.peername, remembered: parts.remembered });
    this.#receive = receiverOf(this.calls, this.sock);
  }

  sendto(data: BytesLike, address?: Address | null): void {
    const bytes = toBytes(data);
    const to = this.#peer.destination(address);
    if (this.isLostToWrites()) return;
    if (this.#buffer !== null && this.#buffer.length > 0) {
      this.#buffer.push(bytes, to);
      return this.grown();
    }
    const answer = this.#send(bytes, to);
    if (answer >= 0) return;
    if (answer !== AGAIN) return this.#tellUnsent(answer, to);
    this.#buffer ??= new DatagramBuffer();
    this.#buffer.push(bytes, to);
    this.waitToWrite();
  }

  getWriteBufferSize(): number {
    return this.#buffer?.size ?? 0;
  }

  /**
   * @internal
   * Takes what waits as long as nobody else wants to do something: then the order is the same as with one datagram a turn.
   */
  readable(): void {
    const { ready, debug } = this.state;
    const { length } = ready;
    const most = debug || this.#alone.expected() ? 1 : MOST_AT_ONCE;
    for (let taken = 0; taken < most; taken++) {
      if (this.closing || this.lostWrites > 0 || this.state.stopping || ready.length > length) return;
      const received = this.#receive(this.fd);
      if (taken === 1) this.#alone.learn(received === AGAIN);
      if (typeof received === 'number') return received === AGAIN ? undefined : this.#tellError(received, 'recvfrom');
      this.#deliver(received[0], received[1]);
    }
  }

  /** @internal */
  writable(): void {
    const buffer = this.#buffer;
    if (this.lostWrites > 0 || buffer === null) return;
    this.#sendBuffered(buffer);
    if (this.lostWrites > 0) return;
    this.flow?.shrunk(buffer.size, this.protocol);
    if (buffer.length > 0 || this.lostWrites > 0) return;
    this.stopWriting();
    if (this.closing) this.loseConnection(null);
  }

  protected override dropBuffer(): void {
    this.#buffer?.clear();
  }

  protected override hasEnded(): boolean {
    return false;
  }

  #send(bytes: Uint8Array, to: KernelAddress | null): number {
    return to === null ? this.calls.send(this.fd, bytes, 0, 0) : this.calls.sendto(this.fd, bytes, to, 0);
  }

  /** Until the system takes no more; what is added meanwhile has its turn later. */
  #sendBuffered(buffer: DatagramBuffer): void {
    for (let left = buffer.length; left > 0; left--) {
      const next = buffer.first();
      if (next === undefined) return;
      const answer = this.#send(next.data, next.to);
      if (answer === AGAIN) return;
      buffer.drop();
      if (answer < 0) this.#tellUnsent(answer, next.to);
      if (this.lostWrites > 0) return;
    }
  }

  #deliver(data: Buffer, address: KernelAddress): void {
    const { protocol } = this;
    try {
      protocol.datagramReceived?.(data, decodeAddress(this.calls, address) as Address);
    } catch (exception) {
      this.state.report({ message: 'protocol.datagramReceived() failed', exception, transport: this, protocol });
    }
  }

  #tellUnsent(answer: number, to: KernelAddress | null): void {
    if (to === null) this.#tellError(answer, 'send');
    else this.#tellError(answer, 'sendto', decodeAddress(this.calls, to) as Address);
  }

  #tellError(answer: number, syscall: string, address?: Address): void {
    const { protocol } = this;
    try {
      protocol.errorReceived?.(systemError(answer, syscall, { address }));
    } catch (exception) {
      this.state.report({ message: 'protocol.errorReceived() failed', exception, transport: this, protocol });
    }
  }
}
