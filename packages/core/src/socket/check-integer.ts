const SMALLEST = -(2 ** 31);
const LARGEST = 2 ** 31 - 1;

/** An `int` of the system. @throws {TypeError} or {@link RangeError} naming `what`. */
export function checkInteger(what: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, got ${value === null ? 'null' : typeof value}`);
  if (!Number.isInteger(value) || value < SMALLEST || value > LARGEST)
    throw new RangeError(`${what} must be an integer of 32 bits, got ${value}`);
  return value;
}
