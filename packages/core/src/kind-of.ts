/** The type of a value as messages name it: `typeof`, with `null` told apart from objects. */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
