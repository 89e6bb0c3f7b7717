import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { StreamSocket } from './stream-socket.ts';
import type { TcpEnd, TcpWire } from './tcp-wire.ts';

const { EAGAIN, ECONNRESET, ENOTCONN, EPIPE } = constants.errno;

export type TcpState = 'fresh' | 'listening' | 'connecting' | 'refused' | 'connected' | 'over';

/** The bytes of a TCP connection, from both sides, and how each direction ends. */
export abstract class TcpStream extends StreamSocket implements TcpEnd {
  isClosed = false;
  protected state: TcpState = 'fresh';
  protected wire: TcpWire | null = null;
  /** Whether the peer said that it sends no more. */
  #ended = false;

  /** There is a connection. */
  join(wire: TcpWire): void {
    this.wire = wire;
    this.state = 'connected';
  }

  takeBytes(bytes: Buffer): boolean {
    if (this.isClosed) return false;
    if (this.readClosed && this.writeClosed) {
      this.takeReset();
      return false;
    }
    this.inbox.push(bytes);
    this.onChange();
    return true;
  }

  takeEnd(): void {
    this.#ended = true;
    this.readClosed = true;
    this.#endIfBothDid();
    this.onChange();
  }

  /** What came before can still be read. */
  takeReset(errno: number = this.#ended ? EPIPE : ECONNRESET): void {
    this.wire?.cut();
    this.error = errno;
    this.readClosed = true;
    this.writeClosed = true;
    this.state = 'over';
    this.onChange();
  }

  protected get flow(): TcpWire | null {
    return this.wire;
  }

  protected emptyAnswer(): number {
    if (this.#ended) return 0;
    if (this.error !== 0) return this.takeError();
    if (this.readClosed) return 0;
    return this.state === 'fresh' || this.state === 'listening' ? -ENOTCONN : -EAGAIN;
  }

  // The address is ignored, as by the system.
  protected refusal(): number {
    if (this.state === 'connected' && !this.writeClosed) return 0;
    if (this.error !== 0) return this.takeError();
    return this.state === 'connecting' ? -EAGAIN : -EPIPE;
  }

  protected sender(): Address {
    return '';
  }

  protected deliver(bytes: Buffer): void {
    this.wire?.send(bytes);
  }

  /** Be without a connection again. */
  protected begin(): void {
    this.state = 'fresh';
    this.wire?.cut();
    this.wire = null;
    this.inbox.take(this.inbox.length);
    this.readClosed = false;
    this.writeClosed = false;
    this.#ended = false;
  }

  /** Tell the peer that no more will be sent. */
  protected endWriting(): void {
    if (this.writeClosed) return;
    this.writeClosed = true;
    if (this.wire === null) return;
    this.#endIfBothDid();
    this.wire.end();
  }

  #endIfBothDid(): void {
    if (this.#ended && this.writeClosed) this.state = 'over';
  }
}
