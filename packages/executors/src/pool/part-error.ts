/** Of the calls of a chunk, one failed: the results before it, and what it failed with. It never leaves this package. */
export class PartError {
  readonly values: readonly unknown[];
  readonly error: unknown;

  constructor(values: readonly unknown[], error: unknown) {
    this.values = values;
    this.error = error;
  }
}
