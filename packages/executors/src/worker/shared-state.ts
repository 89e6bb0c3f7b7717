// What a worker thread and its pool share without messages:
//   [0]        how many messages the pool has sent: a worker that waits a moment for more looks at it
//   [1]        whether the worker waits there, so that the pool must wake it
//   [2]        whether the worker loads a module, in which it should not be ended
//   [3]        one more than the exit code of a worker that ends: a pool whose thread blocks hears nothing else of it
//   [4 …]      the state of each piece of work, at its number modulo SLOTS, together with that number: what was taken back may still be in
//              the worker's line when the slot is another's
//
//   QUEUED ──► BEGUN ──► ABORTED       the worker sets BEGUN, the pool the others
//      └──► TAKEN_BACK

export const SENT = 0;
export const WAITING = 1;
export const LOADING = 2;
export const ENDED = 3;
const FIRST_SLOT = 4;

/** Never are the numbers of two pieces of work that a worker has so far apart. */
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

/** What is in the slot of that work when it has this state. */
export function mark(id: number, state: number): number {
  return (id << 2) | state;
}
