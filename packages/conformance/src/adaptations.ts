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

export const adaptations: readonly Adaptation[] = [
  {
    name: 'loop/run-until-foreign-future',
    reason: 'a future of another loop is refused with a LoopError, ERR_FOREIGN_LOOP, wherever it is met',
    trace: [
      ['foreign', { error: 'RuntimeError' }],
      ['then', { future: 'pending' }, false],
    ],
  },
];

export function adaptationOf(name: string, among: readonly Adaptation[] = adaptations): Adaptation | undefined {
  return among.find((adaptation) => adaptation.name === name);
}
