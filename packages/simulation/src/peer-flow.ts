import type { ByteQueue } from './byte-queue.ts';
import type { SocketOptions } from './socket-options.ts';

/** A side of a connection within a host. */
export interface FlowEnd {
  readonly options: SocketOptions;
  readonly inbox: ByteQueue;
  onChange(): void;
}

/** Within a host: what is sent is in the peer's inbox at once, which takes as much as the buffers of both sides hold. */
export class PeerFlow {
  readonly #own: FlowEnd;
  readonly #peer: FlowEnd;

  constructor(own: FlowEnd, peer: FlowEnd) {
    this.#own = own;
    this.#peer = peer;
  }

  get capacity(): number {
    return this.#own.options.sendBuffer + this.#peer.options.receiveBuffer;
  }

  get occupied(): number {
    return this.#peer.inbox.length;
  }

  tellRead(): void {
    this.#peer.onChange();
  }
}
