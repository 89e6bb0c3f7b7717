import { Flights } from './flights.ts';
import { PortTable } from './port-table.ts';
import type { TcpSocket } from './tcp-socket.ts';
import { Timeline } from './timeline.ts';
import type { UdpSocket } from './udp-socket.ts';
import { UnixNames } from './unix-names.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Above all numbers that Linux gives, so that a call which does reach the system hits nobody. */
const FIRST_PID = 2 ** 22 + 1;

/** A world of its own: what `simulatedNetwork` makes, for several kernels. */
export interface SimulatedNetwork {
  readonly clock: VirtualClock;
}

/** One host in memory: the names of its sockets, and its time. Kernels on the same network reach each other's sockets. */
export class FakeNetwork implements SimulatedNetwork {
  readonly timeline: Timeline;
  readonly clock: VirtualClock;
  readonly flights: Flights = new Flights();
  readonly unixNames: UnixNames = new UnixNames();
  #nextPid = FIRST_PID;
  readonly #tcp = new Map<number, PortTable<TcpSocket>>();
  readonly #udp = new Map<number, PortTable<UdpSocket>>();

  constructor(start: number) {
    this.timeline = new Timeline(start);
    this.clock = new VirtualClock(this.timeline);
  }

  /** The number of a new process. None is given twice. */
  newPid(): number {
    return this.#nextPid++;
  }

  /** The TCP ports of an address family. */
  tcpPorts(family: number): PortTable<TcpSocket> {
    return tableOf(this.#tcp, family);
  }

  /** The UDP ports of an address family. */
  udpPorts(family: number): PortTable<UdpSocket> {
    return tableOf(this.#udp, family);
  }
}

function tableOf<User extends TcpSocket | UdpSocket>(tables: Map<number, PortTable<User>>, family: number): PortTable<User> {
  const table = tables.get(family) ?? new PortTable<User>();
  tables.set(family, table);
  return table;
}

/**
 * A network for several kernels: their sockets reach each other, and they share one clock, which begins at `start` milliseconds.
 *
 * @throws {RangeError} unless `start` is a finite number from 0 on.
 */
export function simulatedNetwork({ start = 0 }: { readonly start?: number } = {}): SimulatedNetwork {
  if (!(start >= 0 && start < Number.POSITIVE_INFINITY))
    throw new RangeError(`start must be a finite number of milliseconds from 0 on, got ${String(start)}`);
  return new FakeNetwork(start);
}
