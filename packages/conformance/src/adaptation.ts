import type { Trace } from './trace.ts';

/** A case whose trace must differ from CPython's, because of the host or by design. */
export interface Adaptation {
  /** The name of the case. */
  readonly name: string;
  /** Why it cannot be, or should not be, as in CPython. */
  readonly reason: string;
  /** What our loops trace instead, all of it. */
  readonly trace: Trace;
}
