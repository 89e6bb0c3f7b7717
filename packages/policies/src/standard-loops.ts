import type { Loop } from '@tsyncio/core';
import { getEventLoopPolicy } from './current-policy.ts';
import { policySlot } from './policy-slot.ts';

/** For a package that assembles loops: let the default policy make them with `factory`. The first one stays. */
export function provideStandardLoops(factory: () => Loop): void {
  policySlot().standardLoops ??= factory;
}

/** What the current policy makes. While it is being asked it is what `standard` makes, since its own factory may ask again. */
export function newLoopOfPolicy(standard: () => Loop): Loop {
  const slot = policySlot();
  if (slot.asking) return standard();
  slot.asking = true;
  try {
    return getEventLoopPolicy().newEventLoop();
  } finally {
    slot.asking = false;
  }
}
