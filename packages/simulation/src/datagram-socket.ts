import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { type KernelAddress, READABLE, WRITABLE } from '@tsyncio/core/area';
import { directions, FakeSocket, type Passed, type Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { type Cargo, HANGUP, holdAll } from './open-file.ts';

const { MSG_OOB, MSG_PEEK } = linuxConstants;
const { EAGAIN, EOPNOTSUPP } = constants.errno;
/** What a datagram takes of a buffer beside its bytes, so that empty ones do not come for nothing. */
const OVERHEAD = 768;

export interface Datagram {
  readonly bytes: Buffer;
  /** Who sent it, as named when it is received. */
  readonly from: () => Address;
  readonly cargo: Cargo;
  /** Called when it leaves the queue. */
  readonly onTaken: () => void;
}

export function costOf(bytes: Uint8Array): number {
  return bytes.length + OVERHEAD;
}

/** A socket whose messages stay whole. */
export abstract class DatagramSocket extends FakeSocket {
  readonly #inbox: Datagram[] = [];
  #waitingBytes = 0;

  protected abstract isWritable(): boolean;
  protected abstract sendWhole(bytes: Buffer, to: KernelAddress | null, cargo: Cargo): number;

  receive(nbytes: number, flags: number): Received | number {
    if (this.error !== 0) return this.takeError();
    const [first] = this.#inbox;
    if (first === undefined) return -EAGAIN;
    const { bytes, cargo } = first;
    // Beside one that stays, the same files come again.
    if ((flags & MSG_PEEK) === 0) this.home.host.flights.land(this.#remove(first));
    else holdAll(cargo);
    return { bytes: bytes.subarray(0, nbytes), size: bytes.length, from: first.from(), cargo };
  }

  send(parts: readonly Uint8Array[], to: KernelAddress | null, flags: number, passed?: Passed): number {
    const cargo = this.cargoOf(passed);
    if (typeof cargo === 'number') return cargo;
    return (flags & MSG_OOB) === 0 ? this.sendWhole(Buffer.concat(parts), to, cargo) : -EOPNOTSUPP;
  }

  readiness(): number {
    const readable = this.#inbox.length > 0 || this.readClosed;
    const over = this.readClosed && this.writeClosed;
    return (readable ? READABLE : 0) | (this.isWritable() ? WRITABLE : 0) | (over || this.error !== 0 ? HANGUP : 0);
  }

  /** Its part of `shutdown`. */
  protected closeDirections(how: number): void {
    const { reading, writing } = directions(how);
    this.closeFlow(reading, writing);
  }

  protected get waiting(): number {
    return this.#inbox.length;
  }

  /** Whether another one fits into the receive buffer. */
  protected hasRoomFor(bytes: Uint8Array): boolean {
    return this.#waitingBytes === 0 || this.#waitingBytes + costOf(bytes) <= this.options.receiveBuffer;
  }

  protected push(datagram: Datagram): void {
    this.home.host.flights.launch(datagram.cargo);
    this.#inbox.push(datagram);
    this.#waitingBytes += costOf(datagram.bytes);
    this.onChange();
  }

  override unread(): Cargo {
    return this.#inbox.flatMap(({ cargo }) => cargo);
  }

  override dropUnread(): void {
    for (const datagram of [...this.#inbox]) this.home.host.flights.lose(this.#remove(datagram));
  }

  #remove(first: Datagram): Cargo {
    this.#inbox.shift();
    this.#waitingBytes -= costOf(first.bytes);
    first.onTaken();
    return first.cargo;
  }
}
