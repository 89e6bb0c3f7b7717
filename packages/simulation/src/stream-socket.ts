import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import { type KernelAddress, READABLE, WRITABLE } from '@tsyncio/core/area';
import { ByteQueue } from './byte-queue.ts';
import { FakeSocket, type Passed, type Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { type Cargo, HANGUP, NO_CARGO } from './open-file.ts';

const { MSG_OOB, MSG_PEEK } = linuxConstants;
const { EAGAIN, EINVAL, EOPNOTSUPP } = constants.errno;

/** What waits between the two sides of a connection. */
export interface Flow {
  /** How many bytes may be sent that the other side has not read. */
  readonly capacity: number;
  /** How many are. */
  readonly occupied: number;
  /** This side has read some of what came. */
  tellRead(): void;
}

/**
 * The flow of bytes of a connection. Each side has a queue of what it has not read, which the other side may fill as far as their buffers go.
 *
 *   left ──send──► [ inbox of right ] ──receive──►        left ◄──receive── [ inbox of left ] ◄──send── right
 */
export abstract class StreamSocket extends FakeSocket {
  readonly inbox: ByteQueue = new ByteQueue();
  /** `null` before there is a connection. */
  protected abstract get flow(): Flow | null;

  /** What `receive` answers when the inbox is empty: 0 at the end of the stream, or a negated error number. */
  protected abstract emptyAnswer(): number;
  /** Why nothing can be sent: a negated error number, or 0 when it can. */
  protected abstract refusal(to: KernelAddress | null): number;
  /** What `recvfrom` tells as the sender. */
  protected abstract sender(): Address;
  /** Bytes for the peer; it may answer that nobody reads them. */
  protected abstract deliver(bytes: Buffer, cargo: Cargo): void;

  receive(nbytes: number, flags: number): Received | number {
    if ((flags & MSG_OOB) !== 0) return -EINVAL;
    if (this.inbox.length === 0) return this.emptyAnswer();
    const peeking = (flags & MSG_PEEK) !== 0;
    const possible = this.reach(Math.min(nbytes, this.inbox.length));
    const count = peeking || possible === 0 ? possible : this.home.choices.portion(possible);
    const bytes = peeking ? this.inbox.peek(count) : this.inbox.take(count);
    const cargo = this.unload(count, peeking);
    this.flow?.tellRead();
    return { bytes, size: bytes.length, from: this.sender(), cargo };
  }

  send(parts: readonly Uint8Array[], to: KernelAddress | null, flags: number, passed?: Passed): number {
    const cargo = this.cargoOf(passed);
    if (typeof cargo === 'number') return cargo;
    if ((flags & MSG_OOB) !== 0) return -EOPNOTSUPP;
    const refusal = this.refusal(to);
    if (refusal < 0) return refusal;
    const total = parts.reduce((sum, { length }) => sum + length, 0);
    if (total === 0) return 0;
    const possible = Math.min(total, this.room());
    if (possible <= 0) return -EAGAIN;
    const tooMany = this.refusalOfCargo(cargo);
    if (tooMany !== 0) return tooMany;
    const count = this.home.choices.portion(possible);
    this.deliver(Buffer.concat(parts, count), cargo);
    return count;
  }

  override setOption(level: number, name: number, words: Int32Array): number {
    const answer = super.setOption(level, name, words);
    // So has the other side, when this one takes more.
    this.flow?.tellRead();
    return answer;
  }

  /** How many of the first `count` bytes in the inbox one call gets. */
  protected reach(count: number): number {
    return count;
  }

  /** What came beside the first `count` bytes that were in the inbox. */
  protected unload(_count: number, _peeking: boolean): Cargo {
    return NO_CARGO;
  }

  /** How many more bytes may be sent; only while connected. */
  private room(): number {
    const { capacity, occupied } = this.flow as Flow;
    return capacity - occupied;
  }

  /** The readiness of a connected socket. As on Linux, it is writable again once a third of the buffers is free. */
  protected flowReadiness(): number {
    const readable = this.inbox.length > 0 || this.readClosed;
    const writable = this.writeClosed || 3 * this.room() >= (this.flow as Flow).capacity;
    const over = this.readClosed && this.writeClosed;
    return (readable ? READABLE : 0) | (writable ? WRITABLE : 0) | (over || this.error !== 0 ? HANGUP : 0);
  }
}
