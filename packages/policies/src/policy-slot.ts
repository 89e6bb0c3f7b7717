import type { Loop } from '@tsyncio/core';
import type { AbstractEventLoopPolicy } from './abstract-policy.ts';

/** What all copies of this package in a thread share. */
export interface PolicySlot {
  /** `null` until somebody asks, and after it was reset. */
  policy: AbstractEventLoopPolicy | null;
  /** What makes the loops of the default policy. */
  standardLoops: (() => Loop) | null;
  /** Whether the policy is being asked for a new loop. */
  asking: boolean;
}

const KEY = Symbol.for('@tsyncio/policies:slot:1');
const shared = globalThis as { [KEY]?: PolicySlot };

/** The one slot of this thread. `begin` is called on the first use. */
export function slotOfThread(begin: () => void): PolicySlot {
  if (shared[KEY] === undefined) {
    shared[KEY] = { policy: null, standardLoops: null, asking: false };
    begin();
  }
  return shared[KEY];
}

/** What `make` gives to `policy`, which counts as being asked meanwhile when it is the current one. */
export function askedForLoop<Made>(policy: AbstractEventLoopPolicy, make: () => Made): Made {
  const slot = shared[KEY];
  if (slot?.policy !== policy) return make();
  const before = slot.asking;
  slot.asking = true;
  try {
    return make();
  } finally {
    slot.asking = before;
  }
}
