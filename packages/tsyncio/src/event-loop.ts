import type { AnySocketApi, ExecutorApi, Loop, SignalApi, SocketApi, SubprocessApi, TransportApi } from '@tsyncio/core';

/** The socket methods of a loop: the first takes sockets of any family, the second those of the internet and of Unix, as overloads. */
export type SocketMethods = AnySocketApi & SocketApi;

/** A loop with every standard area. */
export interface EventLoop extends Loop, SocketMethods, TransportApi, SignalApi, SubprocessApi, ExecutorApi {}
