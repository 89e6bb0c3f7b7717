import { type AbstractEventLoopPolicy, getEventLoopPolicy as policyOfThread, provideStandardLoops } from '@tsyncio/policies';
import { createEventLoop } from './create-event-loop.ts';

provideStandardLoops(() => createEventLoop());

/**
 * The policy of this thread. The default one makes its loops with {@link createEventLoop}.
 *
 * @see asyncio `asyncio.get_event_loop_policy`
 */
export function getEventLoopPolicy(): AbstractEventLoopPolicy {
  return policyOfThread();
}
