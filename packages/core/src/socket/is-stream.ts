/** The same numbers everywhere; a type may carry flags above these bits. */
const SOCK_STREAM = 1;
const TYPE_MASK = 0xf;

/** Whether what is sent keeps no boundaries. */
export function isStream({ type }: { readonly type: number }): boolean {
  return (type & TYPE_MASK) === SOCK_STREAM;
}
