import { ownOptions } from '@tsyncio/core/area';
import { checkLink } from './check-network.ts';
import { FakeHost } from './fake-host.ts';
import { type Machine, NetworkHosts } from './network-hosts.ts';
import { type LinkOptions, NetworkPath } from './network-path.ts';
import { SeededRandom } from './seeded-random.ts';
import type { DirectionOptions, HostNames, HostOptions, NetworkHost, NetworkOptions, SimulatedNetwork } from './simulated-network.ts';
import { Timeline } from './timeline.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Above all numbers that Linux gives, so that a call which does reach the system hits nobody. */
const FIRST_PID = 2 ** 22 + 1;
const LINK = { latency: true, jitter: true, loss: true } as const;

/** The time of a simulated world, its hosts, and the ways between them. */
export class FakeNetwork implements SimulatedNetwork {
  readonly timeline: Timeline;
  readonly clock: VirtualClock;
  /** That of kernels which name none. Nothing leads to it. */
  readonly unnamed: FakeHost = new FakeHost(null, []);
  readonly machines: NetworkHosts = new NetworkHosts();
  readonly #seed: number | undefined;
  readonly #random: SeededRandom;
  readonly #usual: Required<LinkOptions>;
  /** By the names of the two hosts. */
  readonly #paths = new Map<string, NetworkPath>();
  #nextPid = FIRST_PID;

  constructor({ start = 0, seed, ...link }: NetworkOptions) {
    this.timeline = new Timeline(start);
    this.clock = new VirtualClock(this.timeline);
    this.#seed = seed;
    this.#random = new SeededRandom(seed ?? 0);
    this.#usual = { latency: 0, jitter: 0, loss: 0, ...checkLink(link, seed) };
  }

  get hosts(): readonly NetworkHost[] {
    return this.machines.all;
  }

  /** The number of a new process. None is given twice. */
  newPid(): number {
    return this.#nextPid++;
  }

  addHost(name: string, options: HostOptions = {}): NetworkHost {
    return this.machines.add(name, ownOptions(options, 'addHost', { addresses: true }));
  }

  /** The way from one host to another. */
  path(from: string, to: string): NetworkPath {
    const key = `${from} ${to}`;
    const path = this.#paths.get(key) ?? new NetworkPath(this.timeline, this.#random, this.#usual);
    this.#paths.set(key, path);
    return path;
  }

  link(some: HostNames, others: HostNames, given: LinkOptions & DirectionOptions): void {
    const { oneWay, ...options } = ownOptions(given, 'link', { ...LINK, oneWay: true });
    const changes = checkLink(options, this.#seed);
    for (const path of this.#between(some, others, { oneWay })) path.change(changes);
  }

  partition(some: HostNames, others?: HostNames, options?: DirectionOptions): void {
    for (const path of this.#between(some, others, options)) path.cut();
  }

  hold(some: HostNames, others?: HostNames, options?: DirectionOptions): void {
    for (const path of this.#between(some, others, options)) path.hold();
  }

  repair(some?: HostNames, others?: HostNames): void {
    for (const path of this.#between(some, others)) path.repair();
  }

  crash(name: string): void {
    const machine = this.machines.get(name);
    if (!machine.isUp) throw new TypeError(`the host '${machine.name}' has crashed already`);
    machine.current.crash();
  }

  restart(name: string): void {
    const machine = this.machines.get(name);
    if (machine.isUp) throw new TypeError(`the host '${machine.name}' has not crashed`);
    machine.restart();
  }

  #between(some: HostNames | undefined, others: HostNames | undefined, options: DirectionOptions = {}): Iterable<NetworkPath> {
    const { oneWay = false } = ownOptions(options, 'a direction', { oneWay: true });
    if (typeof oneWay !== 'boolean') throw new TypeError(`oneWay must be true or false, got ${String(oneWay)}`);
    const ways = ([one, other]: [Machine, Machine]): readonly NetworkPath[] => {
      const there = this.path(one.name, other.name);
      return oneWay ? [there] : [there, this.path(other.name, one.name)];
    };
    // Each once, also where both sides name the same hosts.
    return new Set(this.machines.pairs(some, others).flatMap(ways));
  }
}

/**
 * A network for several kernels, which share one clock. Kernels that name the same host share it, and those that name none: they reach each other over its
 * loopback. Between hosts there are links, all of them as the options say until `link` changes one.
 *
 * @throws {TypeError} or {@link RangeError} naming the option that is wrong.
 */
export function simulatedNetwork(given: NetworkOptions = {}): SimulatedNetwork {
  const options = ownOptions(given, 'simulatedNetwork', { ...LINK, seed: true, start: true });
  const { start = 0 } = options;
  if (!(start >= 0 && start < Number.POSITIVE_INFINITY))
    throw new RangeError(`start must be a finite number of milliseconds from 0 on, got ${String(start)}`);
  return new FakeNetwork(options);
}
