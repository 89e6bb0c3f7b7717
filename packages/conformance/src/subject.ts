import type { Loop } from '@tsyncio/core';
import type { Core } from './case.ts';

/** What is put to the test: loops of one kind. */
export interface Subject {
  readonly name: string;
  readonly core: Core;
  /** What its loops can do besides core's own, by the names in `needs` of a case, with what cases need at run time for it. */
  readonly abilities?: Readonly<Record<string, unknown>>;
  newLoop(): Loop;
}
