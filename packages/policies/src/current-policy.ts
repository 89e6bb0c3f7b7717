import { createLoop, type Loop } from '@tsyncio/core';
import { kindOf, provideCurrentLoop } from '@tsyncio/core/area';
import { type AbstractEventLoopPolicy, isPolicy } from './abstract-policy.ts';
import { DefaultEventLoopPolicy } from './default-policy.ts';
import { policySlot } from './policy-slot.ts';

/**
 * The policy of this thread; the default one when none was set.
 *
 * @see asyncio `asyncio.get_event_loop_policy`
 */
export function getEventLoopPolicy(): AbstractEventLoopPolicy {
  const slot = policySlot();
  slot.policy ??= standardPolicy();
  provideCurrentLoop(loopOfPolicy);
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
  provideCurrentLoop(loopOfPolicy);
}

/** What core asks, from the first use of a policy on, for the loop that code gets outside of any. */
const loopOfPolicy = (): Loop => getEventLoopPolicy().getEventLoop();

/** A policy whose loops have every standard area when the package `tsyncio` is there, and otherwise timers and tasks. */
function standardPolicy(): AbstractEventLoopPolicy {
  return new DefaultEventLoopPolicy(() => (policySlot().standardLoops ?? bareLoop)());
}

const bareLoop = (): Loop => createLoop([]);
