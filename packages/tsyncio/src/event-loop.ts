import type { AnySocketApi, ExecutorApi, Loop, SignalApi, SocketApi, SubprocessApi, TransportApi } from '@tsyncio/core';

/** A loop with every standard area. */
export type EventLoop = Loop & AnySocketApi & SocketApi & TransportApi & SignalApi & SubprocessApi & ExecutorApi;
