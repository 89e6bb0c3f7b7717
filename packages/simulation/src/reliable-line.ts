import type { Route } from './route.ts';

/** What goes over a line: the beginning of a connection, bytes, or their end. */
export type Content = 'open' | 'end' | Buffer;

/** How the other side takes what has come. `'full'`: not now, `drain` is called when it can. */
export type Taken = 'taken' | 'full' | 'refused';

/** The two sides of a line. */
export interface LineEnds {
  /** At the other side: what comes next is here. */
  take(content: Content): Taken;
  /** The other side does not know of the connection, or does not want to. */
  onRefused(): void;
  /** The other side has not answered for a long time. */
  onTimeout(): void;
  /** Some of what was sent has been taken. */
  onRoom(): void;
}

interface Segment {
  readonly content: Content;
  state: 'sent' | 'arrived' | 'taken';
  /** How often it, or word that it was taken, was lost. */
  losses: number;
}

/** What one packet takes on Ethernet, in bytes. */
const SEGMENT_SIZE = 1448;
/** In milliseconds, as on Linux: how long it takes to notice the first loss, each time twice as long up to the last. */
const FIRST_RETRY = 200;
const LAST_RETRY = 120_000;
const MOST_LOSSES = 16;

/**
 * What one side of a TCP connection sends, in order: a packet that is lost is sent again, and what came after it waits for it.
 *
 *   send ──► segments ──packets, some lost, some late──► arrived ──in order──► take ──word of that comes back──► room again
 */
export class ReliableLine {
  readonly #route: Route;
  readonly #back: Route;
  readonly #ends: LineEnds;
  /** Those that were not taken yet. */
  readonly #segments: Segment[] = [];
  #occupied = 0;
  #isOver = false;
  /** Nothing is sent again any more. */
  #isAbandoned = false;
  /** While the other side has no room: to call off being told that it crashes. */
  #unwatch: () => void = () => {};

  constructor(route: Route, ends: LineEnds) {
    this.#route = route;
    this.#back = route.back;
    this.#ends = ends;
  }

  /** How many bytes were sent of which this side does not know that they were taken. */
  get occupied(): number {
    return this.#occupied;
  }

  send(content: Content): void {
    if (this.#isOver) return;
    if (typeof content === 'string') return this.#add(content);
    this.#occupied += content.length;
    for (let start = 0; start < content.length; start += SEGMENT_SIZE) this.#add(content.subarray(start, start + SEGMENT_SIZE));
  }

  /** The other side may have room again. */
  drain(): void {
    this.#unwatch();
    for (let [next] = this.#segments; next?.state === 'arrived' && !this.#isOver; [next] = this.#segments) {
      const answer = this.#ends.take(next.content);
      if (answer === 'full') return this.#wait(next);
      if (answer === 'refused') return this.#refuse();
      this.#segments.shift();
      next.state = 'taken';
      this.#confirm(next);
    }
  }

  /** Nothing arrives any more. */
  cut(): void {
    this.#isOver = true;
    this.#segments.length = 0;
    this.#unwatch();
  }

  /** What is on its way may arrive, but nobody cares whether it does. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#unwatch();
  }

  #add(content: Content): void {
    const segment: Segment = { content, state: 'sent', losses: 0 };
    this.#segments.push(segment);
    this.#transmit(segment);
  }

  #transmit(segment: Segment): void {
    if (this.#isOver) return;
    const sent = this.#route.now;
    const lose = (): void => this.#retry(segment, sent);
    const arrive = (): void => {
      if (segment.state === 'taken') return this.#confirm(segment);
      segment.state = 'arrived';
      this.drain();
    };
    this.#route.post(arrive, lose, () => this.#refuse());
  }

  #retry(segment: Segment, sent: number): void {
    if (this.#isAbandoned) return;
    this.#route.later(waitAfter(segment.losses++, sent, this.#route), () => {
      if (this.#isOver) return;
      if (segment.losses < MOST_LOSSES) return this.#transmit(segment);
      this.cut();
      this.#ends.onTimeout();
    });
  }

  #wait(next: Segment): void {
    if (this.#isAbandoned) return;
    const again = (): void => {
      next.state = 'sent';
      this.#retry(next, this.#route.now);
    };
    // Who has no room for a connection forgets it, and it comes again. Otherwise there is room some time, unless the other side crashes first.
    if (next.content === 'open') again();
    else this.#unwatch = this.#route.to.onCrash(again);
  }

  /** Let the sender know that it was taken. When word of that is lost, the sender asks again. */
  #confirm(segment: Segment): void {
    const { content } = segment;
    if (typeof content === 'string') return;
    const sent = this.#route.now;
    const arrive = (): void => {
      this.#occupied -= content.length;
      this.#ends.onRoom();
    };
    this.#back.post(arrive, () => this.#retry(segment, sent));
  }

  #refuse(): void {
    if (this.#isOver) return;
    this.cut();
    this.#route.backFromSuccessor.post(() => this.#ends.onRefused());
  }
}

/** How long to wait after so many losses, when the last packet was sent at this time. */
function waitAfter(losses: number, sent: number, { now }: Route): number {
  return Math.max(0, sent + Math.min(FIRST_RETRY * 2 ** losses, LAST_RETRY) - now);
}
