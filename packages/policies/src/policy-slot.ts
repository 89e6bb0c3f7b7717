import type { Loop } from '@tsyncio/core';
import { provideCurrentLoop } from '@tsyncio/core/area';
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

/** The one slot of this thread. From the first use on core asks it for the loop that code gets outside of any. */
export function policySlot(): PolicySlot {
  if (shared[KEY] === undefined) {
    shared[KEY] = { policy: null, standardLoops: null, asking: false };
    provideCurrentLoop(() => currentPolicy().getEventLoop());
  }
  return shared[KEY];
}

/** The policy of this thread, the standard one where none is set. */
export function currentPolicy(): AbstractEventLoopPolicy {
  const slot = policySlot();
  slot.policy ??= standardPolicy();
  return slot.policy;
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
