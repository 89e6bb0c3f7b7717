import type { Duplex } from 'node:stream';
import type { BaseTransport, StreamProtocol } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { checkLimits, FlowControl, type Limits } from '../base/flow-control.ts';
import { StreamOutbox } from './stream-outbox.ts';

/** How a transport differs from what is usual. */
export interface OutputLimits {
  /** How much is given to the stream at once, in bytes: what it has taken counts as unsent until all of it went. */
  readonly atOnce: number;
  /** The high-water mark, in bytes. */
  readonly high: number;
  /** Whether the protocol is paused when the buffer reaches that mark, not only above it. */
  readonly pausesAtMark: boolean;
}

export const USUAL_LIMITS: OutputLimits = { atOnce: 64 * 1024, high: 64 * 1024, pausesAtMark: false };

/** Whose output it is. */
export interface OutputHost extends BaseTransport {
  getProtocol(): StreamProtocol;
}

/** What a transport has to send over a stream, and the flow control that comes with it. */
export class StreamOutput {
  readonly #limits: OutputLimits;
  readonly #flow: FlowControl;
  readonly #outbox: StreamOutbox;
  readonly #host: OutputHost;
  /** Whether the buffer was above its high mark once: only then is its shrinking of interest. */
  #overfull = false;

  /** `poster` makes a function that has a step taken in a turn of the loop. */
  constructor(state: LoopState, stream: Duplex, limits: OutputLimits, host: OutputHost, poster: (step: () => void) => () => void) {
    this.#limits = limits;
    this.#host = host;
    this.#flow = new FlowControl(state, host);
    this.#flow.setLimits({ high: limits.high });
    const shrunk = poster(() => this.#flow.shrunk(this.size, host.getProtocol()));
    this.#outbox = new StreamOutbox(stream, limits.atOnce, () => {
      if (this.#overfull) shrunk();
    });
  }

  /** In bytes. */
  get size(): number {
    return this.#outbox.size;
  }

  get marks(): readonly [low: number, high: number] {
    return [this.#flow.low, this.#flow.high];
  }

  /** @throws {TypeError} unless they are limits; {@link RangeError} unless high >= low >= 0. */
  setMarks(limits: Limits): void {
    const { high, low } = checkLimits(limits);
    this.#flow.setLimits(high == null && low == null ? { high: this.#limits.high } : limits);
    this.#grown();
  }

  write(chunk: Uint8Array): void {
    this.#outbox.push(chunk);
    this.#grown();
  }

  writeAll(chunks: readonly Uint8Array[]): void {
    this.#outbox.pushAll(chunks);
    this.#grown();
  }

  /** End the stream once everything went. */
  end(): void {
    this.#outbox.end();
  }

  drop(): void {
    this.#outbox.drop();
  }

  #grown(): void {
    const { size } = this;
    if (size === 0) return;
    const measure = this.#limits.pausesAtMark ? size + 1 : size;
    if (measure <= this.#flow.high) return;
    this.#overfull = true;
    this.#flow.grown(measure, this.#host.getProtocol());
  }
}
