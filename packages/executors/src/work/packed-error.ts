/** What was thrown, on its way between a worker and its pool: structured clone keeps neither an error's class nor its own properties. */
export type PackedThrown = PackedError | PackedValue;

/** Something else than an error was thrown: it crosses as it is. */
export interface PackedValue {
  readonly value: unknown;
}

export interface PackedError {
  /** The nearest class that every realm has, such as `TypeError`, or one of core's. */
  readonly type: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Its own enumerable properties, of those that can be copied. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly cause?: PackedThrown;
  /** Of an AggregateError. */
  readonly errors?: readonly PackedThrown[];
}
