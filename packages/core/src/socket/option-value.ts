/** The value of an option that is an integer, as the system takes it. */
export function integerBytes(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

/** The integer in the first `filled` bytes: some options are one byte long. */
export function readInteger(value: Buffer, filled: number): number {
  return filled >= 4 ? (new Int32Array(value.buffer, value.byteOffset, 1)[0] as number) : (value[0] ?? 0);
}
