import { newLoopOfPolicy } from '@tsyncio/policies';
import { createEventLoop, type EventLoopOptions } from './create-event-loop.ts';
import type { EventLoop } from './event-loop.ts';

/**
 * A new loop; it is not made the current one. Without options it is what the current policy makes; with options it is that of
 * {@link createEventLoop}, which it is too when a policy's own factory calls this.
 *
 * @throws {TypeError} when the policy made something else than a loop; what its factory throws.
 * @see asyncio `asyncio.new_event_loop`
 */
export function newEventLoop(options?: EventLoopOptions): EventLoop {
  if (options !== undefined) return createEventLoop(options);
  // A policy of somebody else may make loops with fewer areas: `loop.capabilities` tells.
  return newLoopOfPolicy(() => createEventLoop()) as EventLoop;
}
