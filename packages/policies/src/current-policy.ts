import { kindOf } from '@tsyncio/core/area';
import { type AbstractEventLoopPolicy, isPolicy } from './abstract-policy.ts';
import { currentPolicy, policySlot } from './policy-slot.ts';

/**
 * The policy of this thread; the default one when none was set.
 *
 * @see asyncio `asyncio.get_event_loop_policy`
 */
export function getEventLoopPolicy(): AbstractEventLoopPolicy {
  return currentPolicy();
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
