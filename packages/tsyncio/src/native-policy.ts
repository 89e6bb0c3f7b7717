import { nativeKernel } from '@tsyncio/native';
import { DefaultEventLoopPolicy } from '@tsyncio/policies';
import { createEventLoop } from './create-event-loop.ts';
import type { EventLoop } from './event-loop.ts';

/**
 * Loops on the native kernel. Where the default policy gives loops without sockets since the addon is missing, `newEventLoop` of this one
 * throws `BindingError`.
 */
export function nativePolicy(): DefaultEventLoopPolicy<EventLoop> {
  return new DefaultEventLoopPolicy(() => createEventLoop({ kernel: nativeKernel() }));
}
