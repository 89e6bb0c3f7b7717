/** A callback of `callSoon` and the like. Loops pass the arguments given with it. */
// biome-ignore lint/suspicious/noExplicitAny: arguments are inferred from the callback itself
export type Callback<Args extends unknown[] = any[]> = (...args: Args) => void;

/**
 * A scheduled callback.
 *
 * @see asyncio `asyncio.Handle`
 */
export interface Handle {
  /** Forget the callback: it will not be called. Safe at any time, also from inside the callback; a second call does nothing. */
  cancel(): void;
  /** Whether `cancel` was called. */
  cancelled(): boolean;
}

/**
 * A callback scheduled for a time.
 *
 * @see asyncio `asyncio.TimerHandle`
 */
export interface TimerHandle extends Handle {
  /** The time it is due, in milliseconds on the clock of `loop.time()`. */
  when(): number;
}
