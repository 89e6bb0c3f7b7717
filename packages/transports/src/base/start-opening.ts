import type { Future } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Start a transport; done once its protocol has been told of the connection. Whoever waits may have given up by then. */
export function startOpening({ loop }: LoopState, transport: { start(opened: () => void): void }): Future<void> {
  const opened = loop.createFuture<void>();
  transport.start(() => {
    if (!opened.done()) opened.setResult();
  });
  return opened;
}
