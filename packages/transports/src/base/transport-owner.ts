import type { BaseTransport, Transport } from '@tsyncio/core';

/** Whoever wants to know which transports live: the server whose connections they are. */
export interface TransportOwner {
  attach(transport: BaseTransport & Pick<Transport, 'abort'>): void;
  detach(transport: BaseTransport & Pick<Transport, 'abort'>): void;
}
