/** A function as it is shown in messages. */
export function nameOf(fn: unknown): string {
  const name = typeof fn === 'function' ? fn.name : '';
  return `${name === '' ? '<anonymous>' : name}()`;
}
