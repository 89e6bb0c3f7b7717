import type { LinkOptions } from './network-path.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A host of a network. */
export interface NetworkHost {
  /** In lower case; the other hosts reach it by this name. */
  readonly name: string;
  /** IPv4 and IPv6 addresses, beside its loopback. */
  readonly addresses: readonly string[];
  /** Not while it has crashed. */
  readonly isUp: boolean;
}

export interface HostOptions {
  /** One IPv4 and one IPv6 address of the network's choice unless given. */
  readonly addresses?: readonly string[];
}

/** The names of one host or of several. */
export type HostNames = string | readonly string[];

export interface DirectionOptions {
  /** Only what goes from the first to the second; both ways unless given. */
  readonly oneWay?: boolean;
}

export interface NetworkOptions extends LinkOptions {
  /** Where the clock begins, in milliseconds; 0 unless given. */
  readonly start?: number;
  /** Fixes what is lost and what is late. `jitter` and `loss` need one. */
  readonly seed?: number;
}

/**
 * A world of its own for several kernels: one clock, and hosts that reach each other over links with faults. What hosts are told
 * apart by is their name, in any case of its letters.
 */
export interface SimulatedNetwork {
  readonly clock: VirtualClock;
  /** In the order in which they were added. */
  readonly hosts: readonly NetworkHost[];
  /**
   * Have a host. A kernel that names one which is not there adds it by itself; this is for one with addresses of your choice, or one that
   * has no kernel: nothing on it listens.
   *
   * @throws {TypeError} when the name or an address is none, or is taken.
   */
  addHost(name: string, options?: HostOptions): NetworkHost;
  /**
   * Change the links between two hosts, or between each of some and each of others; what the options leave out stays as it was.
   *
   * @throws {TypeError} or {@link RangeError} naming the host that is not there, or the option that is wrong.
   */
  link(some: HostNames, others: HostNames, options: LinkOptions & DirectionOptions): void;
  /**
   * Nothing gets through any more, and what is on its way is lost. Nobody is told: TCP tries again for some 15 minutes, to connect for two.
   *
   * @param others all that are there and are not among `some`, unless given.
   */
  partition(some: HostNames, others?: HostNames, options?: DirectionOptions): void;
  /**
   * Nothing gets through for the time being, and nothing is lost any more: it is only late. Ends a partition.
   *
   * @param others all that are there and are not among `some`, unless given.
   */
  hold(some: HostNames, others?: HostNames, options?: DirectionOptions): void;
  /**
   * Everything gets through again, and what was held arrives.
   *
   * @param some all hosts unless given
   * @param others all that are there and are not among `some`, unless given.
   */
  repair(some?: HostNames, others?: HostNames): void;
  /**
   * A host is gone from now on, without a word to its peers: its sockets and processes, and its Unix sockets' names. The runs of its loops end with a
   * {@link HostCrashedError}, those in Node's loop a little later; code of it that waits for a promise of Node does go on, without sockets.
   *
   * @throws {TypeError} when there is no such host, or it has crashed already.
   */
  crash(name: string): void;
  /**
   * A host that crashed is there again, with the same addresses and nothing on it: make a kernel on it. It answers what comes for an old connection with a reset.
   *
   * @throws {TypeError} when there is no such host, or it has not crashed.
   */
  restart(name: string): void;
}
