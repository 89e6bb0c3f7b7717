import type { Duplex } from 'node:stream';
import type { StreamProtocol } from '@tsyncio/core';
import { giveToProtocol } from './give-to-protocol.ts';
import { StreamInbox } from './stream-inbox.ts';

/** Whose input it is. */
export interface InputHost {
  getProtocol(): StreamProtocol;
  /** A function that has `step` taken in a turn of the loop. */
  poster(step: () => void): () => void;
  /** From Node's own loop: something came. */
  arrived(): void;
  /** In a turn: all data was delivered, and no more will come. */
  ended(): void;
  /** In a turn: something was delivered. */
  delivered(): void;
  failed(error: unknown, message: string): void;
}

/** How much one turn delivers, in bytes. */
const MOST_AT_ONCE = 256 * 1024;

/**
 * Delivers what a stream gives, then, in a turn of its own, its end.
 *
 *   waiting ──start──► delivering ◄──pause / resume──► paused
 *                          └──stop: nothing more is delivered
 */
export class StreamInput {
  readonly #host: InputHost;
  readonly #inbox: StreamInbox;
  readonly #post: () => void;
  readonly #failed = (error: unknown, message: string): void => this.#host.failed(error, message);
  #started = false;
  #stopped = false;
  #posted = false;
  #toldEnd = false;
  paused = false;

  constructor(stream: Duplex, host: InputHost) {
    this.#host = host;
    this.#post = host.poster(() => this.#deliver());
    this.#inbox = new StreamInbox(stream, () => {
      host.arrived();
      this.#deliverSoon();
    });
  }

  /** Whether the stream said that no more will come. */
  get ended(): boolean {
    return this.#inbox.ended;
  }

  /** Whether something is still to be delivered, now or when it is resumed. */
  get pending(): boolean {
    return this.#started && !this.#stopped && this.#hasSomething();
  }

  start(): void {
    this.#started = true;
    this.#inbox.open();
    this.#deliverSoon();
  }

  /** A chunk that comes instead of the stream's next 'data' event, while it flows. */
  take(chunk: Buffer): void {
    this.#inbox.take(chunk);
  }

  pause(): void {
    this.paused = true;
    this.#inbox.hold(true);
  }

  resume(): void {
    this.paused = false;
    this.#inbox.hold(false);
    this.#deliverSoon();
  }

  /** Deliver nothing more; with `discard`, read on for the sake of the end. */
  stop(discard: boolean): void {
    this.#stopped = true;
    this.#inbox.drop();
    if (discard) this.#inbox.discard();
    else this.#inbox.hold(true);
  }

  #hasSomething(): boolean {
    return this.#inbox.first !== undefined || (this.#inbox.ended && !this.#toldEnd);
  }

  #deliverSoon(): void {
    if (this.#posted || this.paused || !this.pending) return;
    this.#posted = true;
    this.#post();
  }

  #deliver(): void {
    this.#posted = false;
    if (this.#inbox.first !== undefined) this.#giveData();
    // Posted for data, it may come after that was given: a protocol that resumes reading while it is given data posts once more.
    else if (this.#inbox.ended && this.#mayDeliver() && !this.#toldEnd) {
      this.#toldEnd = true;
      this.#host.ended();
    }
    this.#deliverSoon();
    this.#host.delivered();
  }

  #giveData(): void {
    let left = MOST_AT_ONCE;
    for (let { first } = this.#inbox; first !== undefined && left > 0 && this.#mayDeliver(); { first } = this.#inbox) {
      left -= first.length;
      giveToProtocol(this.#host.getProtocol(), this.#inbox, this.#failed);
    }
  }

  #mayDeliver(): boolean {
    return !this.paused && !this.#stopped;
  }
}
