import { constants } from 'node:os';
import type { Address } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { FakeHost } from './fake-host.ts';
import type { FakeNetwork } from './fake-network.ts';
import { linuxConstants as linux } from './linux-constants.ts';
import { type Cargo, letAllGo, NO_CARGO, OpenFile } from './open-file.ts';
import { SocketOptions } from './socket-options.ts';

const { EOPNOTSUPP } = constants.errno;
/** Not among Node's constants. */
const ETOOMANYREFS = 109;

/** The kernel to which a socket belongs. */
export interface Home {
  readonly network: FakeNetwork;
  readonly host: FakeHost;
  readonly choices: Choices;
  /** The first SO_SNDBUF and SO_RCVBUF of its sockets, in bytes. */
  readonly bufferSize: number;
  readonly descriptorLimit: number;
}

export interface Received {
  readonly bytes: Buffer;
  /** Of the whole datagram, also when it did not fit. */
  readonly size: number;
  readonly from: Address;
  /** What came beside the bytes; whoever receives lets it go. */
  readonly cargo: Cargo;
}

/** What is to go beside a message, asked for when the socket gets to it; or a negated error number. */
export type Passed = () => Cargo | number;

const NOTHING: Passed = () => NO_CARGO;
/** A process that nobody knows: no number, and no user or group. */
const NOBODY = [0, -1, -1];

/** What socket calls do. Answers below zero are negated error numbers. */
export abstract class FakeSocket extends OpenFile {
  readonly home: Home;
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly options: SocketOptions;
  /** The pending error, or 0. */
  error = 0;
  /** Nothing is read any more, but what came already. */
  readClosed = false;
  writeClosed = false;

  constructor(home: Home, family: number, type: number, proto: number, options: SocketOptions = new SocketOptions(home.bufferSize)) {
    super();
    this.home = home;
    this.family = family;
    this.type = type;
    this.proto = proto;
    this.options = options;
  }

  abstract bind(address: KernelAddress): number;
  abstract connect(address: KernelAddress): number;
  /** @param how 0 reading, 1 writing, 2 both */
  abstract shutdown(how: number): number;
  abstract receive(nbytes: number, flags: number): Received | number;
  /** Send the parts as one; without `to`, to the peer. */
  abstract send(parts: readonly Uint8Array[], to: KernelAddress | null, flags: number, passed?: Passed): number;
  abstract getsockname(): Address;
  abstract getpeername(): Address | number;

  listen(_backlog: number): number {
    return -EOPNOTSUPP;
  }

  /** The socket of the next connection, which may be added to the table, and the address of the other side. */
  accept(): readonly [FakeSocket, Address] | number {
    return -EOPNOTSUPP;
  }

  isListening(): boolean {
    return false;
  }

  read(nbytes: number): Buffer | number {
    const received = this.receive(nbytes, 0);
    if (typeof received === 'number') return received;
    letAllGo(received.cargo);
    return received.bytes;
  }

  write(data: Uint8Array): number {
    return this.send([data], null, 0);
  }

  /** Nothing is read, or written, any more. */
  closeFlow(reading: boolean, writing: boolean): void {
    if (reading) this.readClosed = true;
    if (writing) this.writeClosed = true;
    this.onChange();
  }

  /** The pending error, negated; it is told once. */
  takeError(): number {
    const { error } = this;
    this.error = 0;
    return -error;
  }

  getOption(level: number, name: number): readonly number[] | number {
    if (level !== linux.SOL_SOCKET) return this.options.get(this, level, name);
    if (name === linux.SO_TYPE) return [this.type];
    if (name === linux.SO_DOMAIN) return [this.family];
    if (name === linux.SO_PROTOCOL) return [this.proto];
    if (name === linux.SO_ACCEPTCONN) return [Number(this.isListening())];
    if (name === linux.SO_ERROR) return [-this.takeError()];
    if (name === linux.SO_PEERCRED) return this.knowsPeer() ? ownCredentials() : NOBODY;
    return this.options.get(this, level, name);
  }

  setOption(level: number, name: number, words: Int32Array): number {
    const answer = this.options.set(this, level, name, words);
    // A larger buffer has room again.
    this.onChange();
    return answer;
  }

  /** What goes beside a message; only Unix sockets take anything. */
  protected cargoOf(passed: Passed = NOTHING): Cargo | number {
    return this.family === linux.AF_UNIX ? passed() : NO_CARGO;
  }

  /** -ETOOMANYREFS when more than the kernel may open are on their way already: what a user without privileges gets. */
  protected refusalOfCargo(cargo: Cargo): number {
    return cargo.length > 0 && this.home.host.flights.count > this.home.descriptorLimit ? -ETOOMANYREFS : 0;
  }

  /** Whether SO_PEERCRED tells a process. */
  protected knowsPeer(): boolean {
    return false;
  }
}

/** Of this process, as every simulated peer is in it. */
function ownCredentials(): readonly number[] {
  return [process.pid, process.geteuid?.() ?? 0, process.getegid?.() ?? 0];
}

/** Which directions `shutdown` closes. */
export function directions(how: number): { readonly reading: boolean; readonly writing: boolean } {
  return { reading: how !== 1, writing: how !== 0 };
}
