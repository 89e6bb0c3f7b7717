import { Flights } from './flights.ts';
import { isLoopback, loopbackHost } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import { PortTable } from './port-table.ts';
import type { TcpSocket } from './tcp-socket.ts';
import type { UdpSocket } from './udp-socket.ts';
import { UnixNames } from './unix-names.ts';

/** A host from its start until it crashes: the names of its sockets. One that is restarted is another. */
export class FakeHost {
  /** `null` for the one that has only its loopback. */
  readonly name: string | null;
  readonly addresses: readonly string[];
  readonly flights: Flights = new Flights();
  readonly unixNames: UnixNames = new UnixNames();
  readonly #tcp = new Map<number, PortTable<TcpSocket>>();
  readonly #udp = new Map<number, PortTable<UdpSocket>>();
  readonly #watchers = new Set<() => void>();
  #isUp = true;

  constructor(name: string | null, addresses: readonly string[]) {
    this.name = name;
    this.addresses = addresses;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The TCP ports of an address family. */
  tcpPorts(family: number): PortTable<TcpSocket> {
    return tableOf(this.#tcp, family);
  }

  /** The UDP ports of an address family. */
  udpPorts(family: number): PortTable<UdpSocket> {
    return tableOf(this.#udp, family);
  }

  /** Whether an address is its own. */
  owns(address: string): boolean {
    return isLoopback(address) || this.addresses.includes(address);
  }

  /** The address that what is sent to `destination` comes from; `undefined` when there is no way there. */
  sourceFor(destination: string, family: number): string | undefined {
    if (isLoopback(destination)) return loopbackHost(family);
    if (this.owns(destination)) return destination;
    return this.addresses.find((address) => address.includes(':') === (family === linuxConstants.AF_INET6));
  }

  /** Have `tell` called when it crashes; the function that is returned calls it off. */
  onCrash(tell: () => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  crash(): void {
    this.#isUp = false;
    for (const tell of [...this.#watchers]) tell();
  }
}

function tableOf<User extends TcpSocket | UdpSocket>(tables: Map<number, PortTable<User>>, family: number): PortTable<User> {
  const table = tables.get(family) ?? new PortTable<User>();
  tables.set(family, table);
  return table;
}
