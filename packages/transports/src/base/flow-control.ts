import type { BaseProtocol, BaseTransport } from '@tsyncio/core';
import { kindOf, type LoopState, type OptionNames, ownOptions } from '@tsyncio/core/area';

const DEFAULT_HIGH = 64 * 1024;
const DEFAULT_LOW = DEFAULT_HIGH / 4;

/** What `setWriteBufferLimits` takes. */
export interface Limits {
  readonly high?: number;
  readonly low?: number;
}

const OPTIONS: OptionNames<Limits> = { high: true, low: true };

/** @throws {TypeError} unless they are limits. */
export function checkLimits(given: Limits): Limits {
  const limits = ownOptions(given, 'setWriteBufferLimits', OPTIONS);
  for (const [name, value] of Object.entries(limits)) {
    if (value != null && typeof value !== 'number') throw new TypeError(`${name} must be a number of bytes, got ${kindOf(value)}`);
  }
  return limits;
}

/** The water marks, in bytes; the usual ones where none were made yet. */
export function limitsOf(flow: FlowControl | null): readonly [low: number, high: number] {
  return flow === null ? [DEFAULT_LOW, DEFAULT_HIGH] : [flow.low, flow.high];
}

/**
 * Tells a protocol to pause above the high-water mark and to resume at the low one, strictly in turns.
 *
 *            size > high                        size <= low
 *   writing ─────────────► pauseWriting, paused ─────────────► resumeWriting, writing
 */
export class FlowControl {
  low: number = DEFAULT_LOW;
  high: number = DEFAULT_HIGH;
  readonly #state: LoopState;
  readonly #transport: BaseTransport;
  #paused = false;

  constructor(state: LoopState, transport: BaseTransport) {
    this.#state = state;
    this.#transport = transport;
  }

  /** @throws {TypeError} unless they are limits; {@link RangeError} unless high >= low >= 0. */
  setLimits(limits: Limits): void {
    const { high, low } = checkLimits(limits);
    const chosenHigh = high ?? (low === undefined ? DEFAULT_HIGH : 4 * low);
    const chosenLow = low ?? Math.floor(chosenHigh / 4);
    if (!(chosenHigh >= chosenLow && chosenLow >= 0))
      throw new RangeError(`high (${chosenHigh}) must be >= low (${chosenLow}) must be >= 0`);
    this.high = chosenHigh;
    this.low = chosenLow;
  }

  /** The buffer grew to `size`. */
  grown(size: number, protocol: BaseProtocol): void {
    if (this.#paused || size <= this.high) return;
    this.#paused = true;
    this.#tell(protocol, 'pauseWriting');
  }

  /** The buffer shrank to `size`. */
  shrunk(size: number, protocol: BaseProtocol): void {
    if (!this.#paused || size > this.low) return;
    this.#paused = false;
    this.#tell(protocol, 'resumeWriting');
  }

  #tell(protocol: BaseProtocol, method: 'pauseWriting' | 'resumeWriting'): void {
    try {
      protocol[method]?.();
    } catch (exception) {
      this.#state.report({ message: `protocol.${method}() failed`, exception, transport: this.#transport, protocol });
    }
  }
}
