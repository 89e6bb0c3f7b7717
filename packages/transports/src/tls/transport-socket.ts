import type { Socket } from '@tsyncio/core';
import { claimSocket, KernelSocket, type LoopState, socketCallsOf } from '@tsyncio/core/area';

/**
 * A view of a socket whose descriptor Node's own loop uses, to ask for names and options: only the transport closes it. Once Node closes the
 * descriptor it has none any more, for its number may be somebody else's by then.
 */
export class TransportSocket extends KernelSocket {
  readonly #state: LoopState;
  readonly #number: number;

  /** Takes the descriptor from `sock`, which is detached. */
  constructor(state: LoopState, sock: Socket) {
    const { family, type, proto } = sock;
    const fd = sock.detach();
    super(socketCallsOf(state.kernel), fd, family, type, proto, true);
    this.#state = state;
    this.#number = fd;
    state.readiness.own(fd, true);
    claimSocket(this, 'transport');
  }

  /** Just before the descriptor is closed. */
  letGo(): void {
    if (this.fileno() < 0) return;
    claimSocket(this, null);
    this.#state.readiness.own(this.#number, false);
    this.detach();
  }
}
