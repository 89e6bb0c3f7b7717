import { SeededRandom } from './seeded-random.ts';

/** In milliseconds: an hour. */
const LONGEST_LAG = 3_600_000;

/** What a kernel is free to choose. */
export interface Choices {
  /** Put the first `count` pairs of `events` into the order in which a turn gets them. */
  order(events: Int32Array, count: number): void;
  /** How many of the `possible` bytes of a stream one call moves: at least 1 of them. */
  portion(possible: number): number;
  /** Which of `count` child processes goes on first. */
  pick(count: number): number;
  /** Whether a child process that could go on does so later. */
  postpones(): boolean;
  /** How long a child process waits before it may go on, in milliseconds. */
  lag(): number;
}

export interface ChoiceOptions {
  /** Fixes every choice. Without it nothing is left to chance. */
  readonly seed?: number;
  /** The order of the descriptors that one turn finds ready: that in which they became ready, or one chosen by the seed, the default with a seed. */
  readonly order?: 'fifo' | 'seeded';
  /** Whether calls on streams and pipes move fewer bytes than they could, as a real network may. Default false. */
  readonly fragment?: boolean;
  /** How long a child process waits at most before each of its steps, in milliseconds; how long each time, the seed says. 0 unless given. */
  readonly childLag?: number;
}

/** @throws {TypeError} or {@link RangeError} naming the option that is wrong. */
export function choicesOf(options: ChoiceOptions): Choices {
  const { seed, order = seed === undefined ? 'fifo' : 'seeded', fragment = false, childLag = 0 } = options;
  if (order !== 'fifo' && order !== 'seeded') throw new TypeError(`order must be 'fifo' or 'seeded', got ${String(order)}`);
  if (seed === undefined && (fragment || order === 'seeded'))
    throw new TypeError(`${fragment ? 'fragment' : 'a seeded order'} needs a seed`);
  checkLag(childLag, seed);
  const random = new SeededRandom(seed ?? 0);
  return {
    order: order === 'seeded' ? (events, count) => shuffle(events, count, random) : () => {},
    portion: fragment ? (possible) => 1 + random.below(possible) : (possible) => possible,
    pick: order === 'seeded' ? (count) => random.below(count) : () => 0,
    postpones: order === 'seeded' ? () => random.below(2) === 0 : () => false,
    // In whole microseconds.
    lag: childLag > 0 ? () => random.below(childLag * 1000 + 1) / 1000 : () => 0,
  };
}

function checkLag(childLag: number, seed: number | undefined): void {
  if (!(childLag >= 0 && childLag <= LONGEST_LAG))
    throw new RangeError(`childLag must be a number of milliseconds from 0 to ${LONGEST_LAG}, got ${String(childLag)}`);
  if (childLag > 0 && seed === undefined) throw new TypeError('childLag needs a seed');
}

function shuffle(events: Int32Array, count: number, random: SeededRandom): void {
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const pair = events.slice(2 * last, 2 * last + 2);
    events.copyWithin(2 * last, 2 * other, 2 * other + 2);
    events.set(pair, 2 * other);
  }
}
