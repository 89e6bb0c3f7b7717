import type { Loop, SocketApi, TransportApi } from '@tsyncio/core';

/** A loop with every standard area. */
export interface EventLoop extends Loop, SocketApi, TransportApi {}
