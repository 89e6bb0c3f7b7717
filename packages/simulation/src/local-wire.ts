import { PeerFlow } from './peer-flow.ts';
import type { TcpEnd, TcpWire } from './tcp-wire.ts';

/** A TCP connection within a host: what one side does reaches the other at once. */
export class LocalWire extends PeerFlow implements TcpWire {
  readonly #own: TcpEnd;
  readonly #peer: TcpEnd;

  constructor(own: TcpEnd, peer: TcpEnd) {
    super(own, peer);
    this.#own = own;
    this.#peer = peer;
  }

  send(bytes: Buffer): void {
    // Nobody will read them: the answer is a reset.
    if (!this.#peer.takeBytes(bytes)) this.#own.takeReset();
  }

  end(): void {
    this.#peer.takeEnd();
  }

  reset(): void {
    this.#peer.takeReset();
  }

  cut(): void {}
}
