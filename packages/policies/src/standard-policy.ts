import { createLoop, type Loop } from '@tsyncio/core';
import type { AbstractEventLoopPolicy } from './abstract-policy.ts';
import { DefaultEventLoopPolicy } from './default-policy.ts';
import type { PolicySlot } from './policy-slot.ts';

/** A policy whose loops have every standard area when the package `tsyncio` is there, and otherwise timers and tasks. */
export function standardPolicy(slot: PolicySlot): AbstractEventLoopPolicy {
  return new DefaultEventLoopPolicy(() => (slot.standardLoops ?? bareLoop)());
}

const bareLoop = (): Loop => createLoop([]);
