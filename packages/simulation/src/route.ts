import type { FakeHost } from './fake-host.ts';
import type { FakeNetwork } from './fake-network.ts';
import type { NetworkPath } from './network-path.ts';

/** The way from a socket of one host to another host, which may crash, as may this one. */
export class Route {
  readonly from: FakeHost;
  readonly to: FakeHost;
  readonly #there: NetworkPath;
  readonly #network: FakeNetwork;

  /** Both have names. */
  constructor(network: FakeNetwork, from: FakeHost, to: FakeHost) {
    this.#network = network;
    this.from = from;
    this.to = to;
    this.#there = network.path(from.name as string, to.name as string);
  }

  get now(): number {
    return this.#network.timeline.now;
  }

  get back(): Route {
    return new Route(this.#network, this.to, this.from);
  }

  /** From the host that is there now, which may have been restarted. */
  get backFromSuccessor(): Route {
    return new Route(this.#network, this.#network.machines.get(this.to.name as string).current, this.from);
  }

  /**
   * Send something that no answer is expected to. It is lost on the way, or because a host has crashed; a host that was restarted meanwhile
   * gets it as a `stranger`.
   */
  post(arrive: () => void, lose: () => void = () => {}, stranger: () => void = lose): void {
    // A host that has crashed sends nothing, and nobody is there to miss it.
    if (!this.from.isUp) return;
    this.#there.carry({
      arrive: () => {
        if (this.to.isUp) arrive();
        else if (this.#network.machines.get(this.to.name as string).isUp) stranger();
        else lose();
      },
      lose,
    });
  }

  /** Have something happen at this side after a while, in milliseconds, unless it has crashed; the function that is returned calls it off. */
  later(delay: number, then: () => void): () => void {
    return this.#network.timeline.alarm(delay, () => {
      if (this.from.isUp) then();
    });
  }
}
