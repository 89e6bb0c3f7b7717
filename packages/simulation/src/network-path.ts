import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

/** What a link does to what goes over it, in each direction. */
export interface LinkOptions {
  /** How long a packet is on its way, in milliseconds. */
  readonly latency?: number;
  /** By how much longer it may be, in milliseconds; how much each time, the network's seed says. Packets may overtake each other then. */
  readonly jitter?: number;
  /** How probable it is that a packet is lost, from 0 to 1; the network's seed says which are. */
  readonly loss?: number;
}

/** What goes over a path. One of the two is called, once. */
export interface Packet {
  arrive(): void;
  lose(): void;
}

/** Finer than any loss that somebody would want. */
const LOTS = 1_000_000_000;

/** One direction of what is between two hosts. */
export class NetworkPath {
  readonly #timeline: Timeline;
  readonly #random: SeededRandom;
  #options: Required<LinkOptions>;
  #isCut = false;
  /** How often it was cut: what set out before the last time is lost. */
  #cuts = 0;
  /** While packets are held: those that have arrived, as far as they could. */
  #held: Packet[] | null = null;

  constructor(timeline: Timeline, random: SeededRandom, options: Required<LinkOptions>) {
    this.#timeline = timeline;
    this.#random = random;
    this.#options = options;
  }

  change(options: LinkOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  carry(packet: Packet): void {
    const isLost = this.#isCut || this.#loses();
    this.#bring(packet, this.#delay(), isLost);
  }

  /** Lose everything from now on, also what is on its way. */
  cut(): void {
    this.#isCut = true;
    this.#cuts++;
    this.#release(true);
  }

  /** Let nothing through for the time being; nothing is lost any more. */
  hold(): void {
    this.#isCut = false;
    this.#held ??= [];
  }

  /** Neither cut nor held any more: what was held arrives now. */
  repair(): void {
    this.#isCut = false;
    this.#release(false);
  }

  #release(isLost: boolean): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const packet of held) this.#bring(packet, 0, isLost);
  }

  #bring(packet: Packet, delay: number, isLost: boolean): void {
    const cuts = this.#cuts;
    this.#timeline.alarm(delay, () => {
      if (isLost || cuts !== this.#cuts) packet.lose();
      else if (this.#held === null) packet.arrive();
      else this.#held.push(packet);
    });
  }

  #loses(): boolean {
    const { loss } = this.#options;
    return loss > 0 && this.#random.below(LOTS) < loss * LOTS;
  }

  // In whole microseconds.
  #delay(): number {
    const { latency, jitter } = this.#options;
    return jitter === 0 ? latency : latency + this.#random.below(jitter * 1000 + 1) / 1000;
  }
}
