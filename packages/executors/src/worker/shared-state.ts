// What a worker thread and its pool share without messages:
//   [0]        how many messages the pool has sent: a worker that waits a moment for more looks at it
//   [1]        whether the worker waits there, so that the pool must wake it
//   [2 …]      the state of each piece of work, by its number modulo SLOTS, together with the number: what was taken back may still lie in the
//              worker when a later piece of work has its slot
//
//   QUEUED ──► BEGUN ──► ABORTED       the worker sets BEGUN, the pool the others
//      └──► TAKEN_BACK

export const SENT = 0;
export const WAITING = 1;
const FIRST_SLOT = 2;

/** More than a worker ever has at a time. */
export const SLOTS = 256;

export const QUEUED = 0;
export const BEGUN = 1;
export const TAKEN_BACK = 2;
export const ABORTED = 3;

export function sharedState(): Int32Array {
  return new Int32Array(new SharedArrayBuffer((FIRST_SLOT + SLOTS) * Int32Array.BYTES_PER_ELEMENT));
}

export function slotOf(id: number): number {
  return FIRST_SLOT + (id % SLOTS);
}

/** What stands in the slot of that work in that state. */
export function wordOf(id: number, state: number): number {
  return (id << 2) | state;
}

/** Change the state of work, if it is in the first one. */
export function changeState(states: Int32Array, id: number, from: number, to: number): boolean {
  return Atomics.compareExchange(states, slotOf(id), wordOf(id, from), wordOf(id, to)) === wordOf(id, from);
}

export function isInState(states: Int32Array, id: number, state: number): boolean {
  return Atomics.load(states, slotOf(id)) === wordOf(id, state);
}
