import type { Loop } from '@tsyncio/core';
import type { Stage } from '../../case.ts';

/** A loop whose tasks are eager. */
export function eagerLoop({ newLoop, core }: Stage): Loop {
  const loop = newLoop();
  loop.setTaskFactory(core.eagerTaskFactory);
  return loop;
}
