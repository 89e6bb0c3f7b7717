import type { AnySocketApi, ExecutorApi, Loop, SignalApi, SocketApi, SubprocessApi, TransportApi } from '@tsyncio/core';

/** The first takes sockets of any family, the second those of the internet and of Unix: both are overloads of the same methods. */
type SocketMethods = AnySocketApi & SocketApi;

/** A loop with every standard area. */
export interface EventLoop extends Loop, SocketMethods, TransportApi, SignalApi, SubprocessApi, ExecutorApi {}
