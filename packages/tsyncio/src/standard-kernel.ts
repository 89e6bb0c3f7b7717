import type { Kernel } from '@tsyncio/core';
import { hostKernel, type ResolverKernel, type SocketKernel } from '@tsyncio/core/area';
import { BindingError, nativeKernel } from '@tsyncio/native';

/** The native kernel; where its addon is missing, one with timers and tasks whose sockets say what is missing when they are used. */
export function standardKernel(): Kernel {
  try {
    return nativeKernel();
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return withoutSockets(error);
  }
}

function withoutSockets(reason: BindingError): SocketKernel & ResolverKernel {
  const missing = new Proxy({} as never, {
    get() {
      throw reason;
    },
  });
  return {
    ...hostKernel(),
    poller: missing,
    sockets: missing,
    resolver: missing,
    pipes: missing,
    signals: missing,
    processes: missing,
  };
}
