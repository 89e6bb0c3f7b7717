import type { Loop } from '@tsyncio/core';
import { kindOf, stateOf } from '@tsyncio/core/area';

/** @throws {TypeError} that says what was `wanted`, unless it is a loop. */
export function checkLoop(loop: Loop, wanted: string): void {
  try {
    stateOf(loop);
  } catch {
    throw new TypeError(`${wanted}, got ${kindOf(loop)}`);
  }
}
