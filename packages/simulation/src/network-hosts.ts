import { isIP } from 'node:net';
import { checkHostName } from './check-network.ts';
import { FakeHost } from './fake-host.ts';
import { isAny, isLoopback, shortestForm } from './inet-address.ts';
import type { HostNames, HostOptions, NetworkHost } from './simulated-network.ts';

/** How many there may be, as many as `10.0.0.0/8` has addresses. */
const MOST = 2 ** 24 - 2;

/** A host, whatever happens to it. */
export class Machine implements NetworkHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** The one that is there, or that crashed. */
  current: FakeHost;

  constructor(name: string, addresses: readonly string[]) {
    this.name = name;
    this.addresses = addresses;
    this.current = new FakeHost(name, addresses);
  }

  get isUp(): boolean {
    return this.current.isUp;
  }

  restart(): void {
    this.current = new FakeHost(this.name, this.addresses);
  }
}

/** The hosts of a network, by name and by address. */
export class NetworkHosts {
  readonly #byName = new Map<string, Machine>();
  readonly #byAddress = new Map<string, Machine>();
  #chosen = 0;

  get all(): readonly Machine[] {
    return [...this.#byName.values()];
  }

  add(given: string, { addresses: wanted }: HostOptions = {}): Machine {
    const name = checkHostName(given);
    if (this.#byName.has(name)) throw new TypeError(`the network has a host '${name}' already`);
    const addresses = wanted === undefined ? this.#freeAddresses() : this.#check(wanted);
    const machine = new Machine(name, addresses);
    this.#byName.set(name, machine);
    for (const address of addresses) this.#byAddress.set(address, machine);
    return machine;
  }

  /** `undefined` when there is none of that name. */
  find(name: string): Machine | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** Whose address it is. */
  at(address: string): Machine | undefined {
    return this.#byAddress.get(address);
  }

  /** @throws {TypeError} when there is none of that name. */
  get(name: string): Machine {
    const machine = this.find(checkHostName(name));
    if (machine !== undefined) return machine;
    const names = this.all.map((each) => `'${each.name}'`).join(', ');
    throw new TypeError(`the network has no host '${name}', only ${names || 'those that are still to be added'}`);
  }

  /** Each of some, or of all, with each of others, or of all that are not among some. */
  pairs(some: HostNames | undefined, others: HostNames | undefined): [Machine, Machine][] {
    const left = some === undefined ? this.all : this.#several(some);
    const rest = some === undefined ? this.all : this.all.filter((machine) => !left.includes(machine));
    const right = others === undefined ? rest : this.#several(others);
    return left.flatMap((one) => right.filter((other) => other !== one).map((other): [Machine, Machine] => [one, other]));
  }

  #several(names: HostNames): Machine[] {
    return (Array.isArray(names) ? names : [names]).map((name: string) => this.get(name));
  }

  #check(addresses: readonly string[]): readonly string[] {
    if (!Array.isArray(addresses) || addresses.length === 0)
      throw new TypeError('addresses must be a list of IP addresses, with one at least');
    return addresses.map((given: string) => {
      const version = typeof given === 'string' ? isIP(given) : 0;
      const address = version === 6 ? shortestForm(given) : given;
      if (version === 0 || isAny(address) || isLoopback(address))
        throw new TypeError(`an address of a host was expected, got '${String(given)}'`);
      const owner = this.at(address);
      if (owner !== undefined) throw new TypeError(`the host '${owner.name}' has the address ${address} already`);
      return address;
    });
  }

  #freeAddresses(): readonly string[] {
    for (;;) {
      this.#chosen++;
      if (this.#chosen > MOST) throw new RangeError(`a network has room for ${MOST} hosts`);
      const [high, middle, low] = [this.#chosen >>> 16, (this.#chosen >>> 8) & 255, this.#chosen & 255];
      const addresses = [
        `10.${high}.${middle}.${low}`,
        shortestForm(`fd00::${(this.#chosen >>> 16).toString(16)}:${(this.#chosen & 0xffff).toString(16)}`),
      ];
      if (addresses.every((address) => this.at(address) === undefined)) return addresses;
    }
  }
}
