import type { Flights } from './flights.ts';
import { type Cargo, holdAll, NO_CARGO } from './open-file.ts';

/** Files on their way in a stream, beside the bytes of the message that they were sent with. */
interface Load {
  /** Where in the stream the message begins and ends, in bytes since the stream began. */
  readonly start: number;
  readonly end: number;
  readonly cargo: Cargo;
}

/**
 * The files in a stream that nobody has received yet. The first call that reads of a message gets all that came with it, and nothing of what
 * was sent after it:
 *
 *   read ──►  [ message ][ message + files ] ║ [ message ][ message + files ] ║ ...
 */
export class StreamCargo {
  #pushed = 0;
  #taken = 0;
  #loads: Load[] = [];
  readonly #flights: Flights;

  constructor(flights: Flights) {
    this.#flights = flights;
  }

  /** All of them. */
  get waiting(): Cargo {
    return this.#loads.flatMap(({ cargo }) => cargo);
  }

  /** A message of `length` bytes was put into the stream. */
  push(length: number, cargo: Cargo): void {
    const start = this.#pushed;
    this.#pushed += length;
    if (cargo.length > 0) this.#loads.push({ start, end: this.#pushed, cargo: this.#flights.launch(cargo) });
  }

  /** How many of the next `count` bytes one call gets. */
  reach(count: number): number {
    const [next] = this.#loads;
    return next === undefined || !this.#begins(next, count) ? count : Math.min(count, next.end - this.#taken);
  }

  /** Bytes are looked at: the next files, held once more. The system looks on until it finds some, however few bytes were wanted. */
  peek(): Cargo {
    const [next] = this.#loads;
    return next === undefined ? NO_CARGO : holdAll(next.cargo);
  }

  /** The next `count` bytes are taken: what comes with them. */
  take(count: number): Cargo {
    const [next] = this.#loads;
    const begun = next !== undefined && this.#begins(next, count);
    this.#taken += count;
    if (!begun) return NO_CARGO;
    this.#loads.shift();
    return this.#flights.land(next.cargo);
  }

  /** Nobody will read on. */
  drop(): void {
    const loads = this.#loads;
    this.#loads = [];
    for (const { cargo } of loads) this.#flights.lose(cargo);
  }

  // A call for no bytes at all begins the message that it stands before.
  #begins({ start }: Load, count: number): boolean {
    return start === this.#taken || start < this.#taken + count;
  }
}
