/** A monotonic clock. */
export interface Clock {
  /** Milliseconds with fractions since some moment. */
  now(): number;
}
