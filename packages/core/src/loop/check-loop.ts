import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { stateOf } from './loop-state.ts';

/** @throws {TypeError} that says what was `wanted`, unless it is a loop. */
export function checkLoop(loop: Loop, wanted: string): void {
  try {
    stateOf(loop);
  } catch {
    throw new TypeError(`${wanted}, got ${kindOf(loop)}`);
  }
}
