import type { Loop } from '@tsyncio/core';
import { checkLoop } from '@tsyncio/core/area';
import { getEventLoopPolicy } from './current-policy.ts';
import { askedForLoop, policySlot } from './policy-slot.ts';

/** For a package that assembles loops: let the default policy make them with `factory`. The first one stays. */
export function provideStandardLoops(factory: () => Loop): void {
  policySlot().standardLoops ??= factory;
}

/**
 * What the current policy makes. While it is being asked it is what `standard` makes, since its own factory may ask again.
 *
 * @throws {TypeError} when the policy made something else than a loop; what it throws itself.
 */
export function newLoopOfPolicy(standard: () => Loop): Loop {
  if (policySlot().asking) return standard();
  const loop = askedForLoop(() => getEventLoopPolicy().newEventLoop());
  checkLoop(loop, 'newEventLoop of a policy must give a loop');
  return loop;
}
