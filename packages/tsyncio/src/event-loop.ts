import type { AnySocketApi, Loop, SocketApi, TransportApi } from '@tsyncio/core';

/** A loop with every standard area. */
export type EventLoop = Loop & AnySocketApi & SocketApi & TransportApi;
