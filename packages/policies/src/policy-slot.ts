import type { Loop } from '@tsyncio/core';
import type { AbstractEventLoopPolicy } from './abstract-policy.ts';

/** What all copies of this package in a thread share. */
interface PolicySlot {
  /** `null` until somebody asks, and after it was reset. */
  policy: AbstractEventLoopPolicy | null;
  /** What makes the loops of the default policy. */
  standardLoops: (() => Loop) | null;
  /** Whether the policy is being asked for a new loop. */
  asking: boolean;
}

const KEY = Symbol.for('@tsyncio/policies:slot:1');
const shared = globalThis as { [KEY]?: PolicySlot };

/** The one slot of this thread. */
export function policySlot(): PolicySlot {
  shared[KEY] ??= { policy: null, standardLoops: null, asking: false };
  return shared[KEY];
}

/** What `make` gives, while the policy counts as being asked. */
export function askedForLoop<Made>(make: () => Made): Made {
  const slot = policySlot();
  const before = slot.asking;
  slot.asking = true;
  try {
    return make();
  } finally {
    slot.asking = before;
  }
}
