import { SeededRandom } from './seeded-random.ts';

/** What a kernel is free to choose. */
export interface Choices {
  /** Put the first `count` pairs of `events` into the order in which a turn gets them. */
  order(events: Int32Array, count: number): void;
  /** How many of the `possible` bytes of a stream one call moves: at least 1 of them. */
  portion(possible: number): number;
}

export interface ChoiceOptions {
  /** Fixes every choice. Without it nothing is left to chance. */
  readonly seed?: number;
  /** The order of the descriptors that one turn finds ready: that in which they became ready, or one chosen by the seed, the default with a seed. */
  readonly order?: 'fifo' | 'seeded';
  /** Whether calls on streams and pipes move fewer bytes than they could, as a real network may. Default false. */
  readonly fragment?: boolean;
}

/** @throws {TypeError} or {@link RangeError} naming the option that is wrong. */
export function choicesOf({ seed, order = seed === undefined ? 'fifo' : 'seeded', fragment = false }: ChoiceOptions): Choices {
  if (order !== 'fifo' && order !== 'seeded') throw new TypeError(`order must be 'fifo' or 'seeded', got ${String(order)}`);
  if (seed === undefined && (fragment || order === 'seeded'))
    throw new TypeError(`${fragment ? 'fragment' : 'a seeded order'} needs a seed`);
  const random = new SeededRandom(seed ?? 0);
  return {
    order: order === 'seeded' ? (events, count) => shuffle(events, count, random) : () => {},
    portion: fragment ? (possible) => 1 + random.below(possible) : (possible) => possible,
  };
}

function shuffle(events: Int32Array, count: number, random: SeededRandom): void {
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const pair = events.slice(2 * last, 2 * last + 2);
    events.copyWithin(2 * last, 2 * other, 2 * other + 2);
    events.set(pair, 2 * other);
  }
}
