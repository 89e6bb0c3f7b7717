import type { Kernel } from '@tsyncio/core';
import { hostKernel, type ResolverKernel, type SocketKernel } from '@tsyncio/core/area';

/** Node's clock and timers. Everything that has to do with descriptors throws `reason` when it is used. */
export function kernelWithoutAddon(reason: Error): Kernel & SocketKernel & ResolverKernel {
  const missing = new Proxy({} as never, {
    get() {
      throw reason;
    },
  });
  return {
    ...hostKernel(),
    unavailable: reason,
    poller: missing,
    sockets: missing,
    resolver: missing,
    pipes: missing,
    signals: missing,
    processes: missing,
  };
}
