import { kindOf, provideCurrentLoop } from '@tsyncio/core/area';
import { type AbstractEventLoopPolicy, isPolicy } from './abstract-policy.ts';
import { type PolicySlot, slotOfThread } from './policy-slot.ts';
import { standardPolicy } from './standard-policy.ts';

/** The one slot of this thread. From the first use on core asks it for the loop that code gets outside of any. */
export function policySlot(): PolicySlot {
  return slotOfThread(() => provideCurrentLoop(() => getEventLoopPolicy().getEventLoop()));
}

/**
 * The policy of this thread; the default one when none was set.
 *
 * @see asyncio `asyncio.get_event_loop_policy`
 */
export function getEventLoopPolicy(): AbstractEventLoopPolicy {
  const slot = policySlot();
  slot.policy ??= standardPolicy(slot);
  return slot.policy;
}

/**
 * Let `policy` decide from now on; `null` goes back to a new default policy, without a current loop.
 *
 * Loops that exist are not touched.
 *
 * @throws {TypeError} when it is neither an {@link AbstractEventLoopPolicy} nor `null`.
 * @see asyncio `asyncio.set_event_loop_policy`
 */
export function setEventLoopPolicy(policy: AbstractEventLoopPolicy | null): void {
  if (policy !== null && !isPolicy(policy))
    throw new TypeError(`setEventLoopPolicy needs an instance of AbstractEventLoopPolicy or null, got ${kindOf(policy)}`);
  policySlot().policy = policy;
}
