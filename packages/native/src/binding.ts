import type { AddressInfo, InetAddress } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';

declare const pollBrand: unique symbol;

/** A selector hosted in Node's loop, inside the addon. */
export interface HostedPoll {
  readonly [pollBrand]: never;
}

declare const signalsBrand: unique symbol;

/** The signals that one kernel watches, inside the addon. */
export interface SignalLoop {
  readonly [signalsBrand]: never;
}

/** Descriptors of Linux that stand for something else than a file. */
export interface LinuxDescriptors {
  eventfd(initial: number): number;
  timerfd(first: number, interval: number): number;
  pidfdOpen(pid: number): number;
  inotifyInit(): number;
  inotifyAddWatch(fd: number, path: string, mask: number): number;
  inotifyRmWatch(fd: number, watch: number): number;
}

/** Why a name could not be resolved: a code, an EAI_ number or a negated error number, and the words of the system. */
export interface ResolverFailure {
  readonly code: string;
  readonly errno: number;
  readonly reason: string;
}

/** What the addon exports. Numbers below zero are negated error numbers. Using a poll after `pollClose` is forbidden. */
export interface Binding extends Partial<LinuxDescriptors> {
  /** What this build can poll with, the best first: names for `pollOpen`. */
  readonly pollers: readonly string[];
  pollOpen(onReady: (count: number) => void, events: Int32Array, poller: string): HostedPoll | number;
  pollStart(poll: HostedPoll): number;
  pollStop(poll: HostedPoll): number;
  pollClose(poll: HostedPoll): void;
  pollRegister(poll: HostedPoll, fd: number, interest: number): number;
  pollModify(poll: HostedPoll, fd: number, interest: number): number;
  pollUnregister(poll: HostedPoll, fd: number): number;
  /** Milliseconds from now. */
  pollSetDeadline(poll: HostedPoll, delay: number): number;
  pollWake(poll: HostedPoll): number;
  pollNow(poll: HostedPoll): number;
  pollBlocking(poll: HostedPoll): number;

  open(family: number, type: number, proto: number): number;
  pair(family: number, type: number, proto: number): [number, number] | number;
  close(fd: number): number;
  adopt(fd: number): void;
  release(fd: number): void;
  bind(fd: number, address: KernelAddress): number;
  listen(fd: number, backlog: number): number;
  /** Stores the address of whoever connected in `name`. */
  accept(fd: number, name: Uint8Array): number;
  connect(fd: number, address: KernelAddress): number;
  shutdown(fd: number, how: number): number;
  recv(fd: number, buffer: Uint8Array, offset: number, length: number, flags: number): number;
  /** Where `recvNext` puts what it receives, until another is set. */
  receiveSpace(space: Uint8Array): void;
  /** As `recv` without flags, into that space, which must not have been detached since. */
  recvNext(fd: number, offset: number, length: number): number;
  /** Stores the address in `name`, for `readAddress`. */
  recvfrom(fd: number, buffer: Uint8Array, offset: number, length: number, flags: number, name: Uint8Array): number;
  recvmsg(fd: number, list: readonly Uint8Array[], maxFds: number, flags: number, name: Uint8Array): [number, number[], number] | number;
  /** The address that is stored in `name`. */
  readAddress(name: Uint8Array): KernelAddress | number;
  send(fd: number, data: Uint8Array, offset: number, flags: number): number;
  sendv(fd: number, list: readonly Uint8Array[], offset: number): number;
  sendto(fd: number, data: Uint8Array, address: KernelAddress | Uint8Array, flags: number): number;
  sendmsg(
    fd: number,
    list: readonly Uint8Array[],
    fds: readonly number[],
    address: KernelAddress | Uint8Array | null,
    flags: number,
  ): number;
  sendfile(socket: number, file: number, offset: number, count: number): number;
  seek(file: number, position: number): number;
  interfaceIndex(name: string): number;
  interfaceName(index: number): string | number;
  getsockname(fd: number): KernelAddress | number;
  getpeername(fd: number): KernelAddress | number;
  getblocking(fd: number): number;
  setblocking(fd: number, blocking: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  readonly constants: Readonly<Record<string, number>>;

  pipe(): [reader: number, writer: number] | number;
  enlarge(fd: number, nbytes: number): number;
  /** 0 a FIFO, 1 a socket, 2 a character device, 3 something else. */
  kindOf(fd: number): number;
  read(fd: number, buffer: Uint8Array, offset: number, length: number): number;
  write(fd: number, data: Uint8Array, offset: number): number;
  writev(fd: number, list: readonly Uint8Array[], offset: number): number;
  pipeDuplicate(fd: number): number;

  /** Texts: paths, arguments, environment, each with a NUL behind it. Numbers: see native-processes.ts. */
  processSpawn(
    texts: string,
    numbers: Int32Array,
    cwd: string | null,
  ): readonly [pid: number, exit: number] | readonly [errno: number, syscall: string];
  /** `null` while it runs. */
  processReap(pid: number): number | null;
  processKill(pid: number, signo: number): number;
  processKillGroup(group: number, signo: number): number;
  /** Kill and reap. */
  processEnd(pid: number): number;
  openTerminal(columns: number, rows: number): readonly [primary: number, secondary: number] | number;
  resizeTerminal(primary: number, columns: number, rows: number): number;

  getaddrinfo(
    host: string | null,
    service: string | null,
    family: number,
    type: number,
    proto: number,
    flags: number,
  ): Promise<AddressInfo[] | ResolverFailure>;
  /** The largest number of a signal. */
  readonly highestSignal: number;
  signalsOpen(): SignalLoop | number;
  /** Using it afterwards is forbidden. */
  signalsClose(signals: SignalLoop): void;
  /** Readable while there is something to take. */
  signalsDescriptor(signals: SignalLoop): number;
  signalsWatch(signals: SignalLoop, signo: number): number;
  signalsUnwatch(signals: SignalLoop, signo: number): void;
  signalsTake(signals: SignalLoop): number[];
  /** The handler that this process has is called once more; after that the signal does what the system does. */
  signalCatchOnce(signo: number): number;
  /** Take that back. Only while somebody in this process catches the signal. */
  signalCatchAlways(signo: number): void;
  /** Whether that one delivery has been. */
  signalCaughtOnce(signo: number): boolean;
  /** Take it back when whoever wanted it has stopped to catch the signal. */
  signalEndCatchOnce(signo: number): void;

  /** A number when it is no numeric address. */
  getnameinfo(address: InetAddress, flags: number): Promise<{ host: string; service: string } | ResolverFailure> | number;
}
