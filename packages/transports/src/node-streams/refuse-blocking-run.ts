import { LoopError } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** What Node's own streams do takes place in Node's own loop. @throws {LoopError} `ERR_SYNC_AWAIT` in a run that blocks it. */
export function refuseBlockingRun(state: LoopState, what: string): void {
  if (!state.blocking) return;
  throw new LoopError('ERR_SYNC_AWAIT', `${what} needs Node's own loop, which a run that blocks never enters: use runUntilComplete`);
}
