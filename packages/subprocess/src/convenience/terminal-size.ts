import { kindOf } from '@tsyncio/core/area';

/** Of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The system keeps them as unsigned short numbers. */
const LARGEST = 65_535;

/** @throws {TypeError} or {@link RangeError} unless it is one. */
export function checkSize(size: TerminalSize): TerminalSize {
  if (typeof size !== 'object' || size === null)
    throw new TypeError(`the size of a terminal must be { columns, rows }, got ${kindOf(size)}`);
  const { columns, rows } = size;
  return { columns: checkSide(columns, 'columns'), rows: checkSide(rows, 'rows') };
}

function checkSide(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${kindOf(value)}`);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST)
    throw new RangeError(`${name} must be an integer from 1 to ${LARGEST}, got ${value}`);
  return value;
}
