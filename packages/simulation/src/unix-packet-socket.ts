import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import { costOf, DatagramSocket } from './datagram-socket.ts';
import type { Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import type { Cargo } from './open-file.ts';

const { MSG_OOB } = linuxConstants;
const { EAGAIN, EMSGSIZE, EOPNOTSUPP, EPIPE } = constants.errno;
/** What the system keeps of the send buffer for itself, in bytes. */
const RESERVED = 32;

/** A Unix socket whose messages stay whole. Nothing is lost: a sender waits while its buffer is full of what nobody has read. */
export abstract class UnixPacketSocket extends DatagramSocket {
  name = '';
  /** How much of the send buffer is used by messages that nobody has read yet. */
  #unread = 0;

  bind(address: KernelAddress): number {
    return this.home.host.unixNames.bind(this, address);
  }

  getsockname(): Address {
    return this.name;
  }

  override receive(nbytes: number, flags: number): Received | number {
    return (flags & MSG_OOB) === 0 ? super.receive(nbytes, flags) : -EOPNOTSUPP;
  }

  /** Whether the send buffer is empty enough to be told of. */
  protected hasRoomToSend(): boolean {
    return 4 * this.#unread <= this.options.sendBuffer;
  }

  /** Why a message cannot leave this socket, whoever it is for: a negated error number, or 0 when it can. */
  protected refusalToSend(bytes: Buffer): number {
    if (bytes.length > this.options.sendBuffer - RESERVED) return -EMSGSIZE;
    if (this.error !== 0) return this.takeError();
    return this.writeClosed ? -EPIPE : 0;
  }

  /** Why it has to wait, as `refusalToSend`. */
  protected refusalForNow(cargo: Cargo): number {
    return this.#unread >= this.options.sendBuffer ? -EAGAIN : this.refusalOfCargo(cargo);
  }

  /** Put a message into the queue of `to`. */
  protected post(bytes: Buffer, cargo: Cargo, to: UnixPacketSocket): number {
    this.#unread += costOf(bytes);
    const onTaken = (): void => {
      this.#unread -= costOf(bytes);
      this.onChange();
      to.onTaken();
    };
    to.push({ bytes, cargo, from: () => this.name, onTaken });
    return bytes.length;
  }

  /** A message left the queue of this socket. */
  protected onTaken(): void {}
}
