import type { Loop } from '@tsyncio/core';
import { runningLoop } from '@tsyncio/core/area';
import { getEventLoopPolicy } from './current-policy.ts';

/**
 * The loop whose task or callback is running; outside any, the one that the policy has. It is never made here.
 *
 * @throws `LoopError` `ERR_NO_EVENT_LOOP` when there is neither.
 * @see asyncio `asyncio.get_event_loop`
 */
export function getEventLoop(): Loop {
  return runningLoop() ?? getEventLoopPolicy().getEventLoop();
}

/**
 * Make `loop` the one that `getEventLoop` gives outside of tasks and callbacks; `null` forgets it. A running loop goes on as the running one.
 *
 * @throws {TypeError} when it is neither a loop nor `null`.
 * @see asyncio `asyncio.set_event_loop`
 */
export function setEventLoop(loop: Loop | null): void {
  getEventLoopPolicy().setEventLoop(loop);
}
