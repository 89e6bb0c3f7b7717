import { NotImplementedError } from '@tsyncio/core';
import { DefaultEventLoopPolicy } from '@tsyncio/policies';
import { createEventLoop } from './create-event-loop.ts';
import type { EventLoop } from './event-loop.ts';
import { kernelWithoutAddon } from './kernel-without-addon.ts';

/**
 * Loops in JavaScript alone, on Node's own clock and timers: callbacks, timers, tasks and executors, wherever Node runs. Sockets, signals
 * and children are refused with `ERR_NOT_IMPLEMENTED` when they are used; `loop.capabilities` tells before.
 */
export function javascriptPolicy(): DefaultEventLoopPolicy<EventLoop> {
  return new DefaultEventLoopPolicy(() => createEventLoop({ kernel: kernelWithoutAddon(notImplemented()) }));
}

const notImplemented = (): NotImplementedError =>
  new NotImplementedError(
    'this loop of javascriptPolicy() has timers, tasks and executors only: use nativePolicy() for sockets, signals and children',
  );
