import type { Transport } from '@tsyncio/core';

/** Whoever wants to know which transports live: the server whose connections they are. */
export interface TransportOwner {
  attach(transport: Transport): void;
  detach(transport: Transport): void;
}
