import type { Socket } from '@tsyncio/core';
import { type LoopState, socketCallsOf } from '@tsyncio/core/area';
import { setNoDelay } from '../connection/open-transport.ts';

/** TCP_NODELAY of what a server accepts. Where sockets have it from the one that listens, as on Linux, it is set once. */
export class NoDelay {
  readonly #state: LoopState;
  #inherited: boolean | null = null;

  constructor(state: LoopState, listening: readonly Socket[]) {
    this.#state = state;
    for (const sock of listening) setNoDelay(state, sock);
  }

  apply(accepted: Socket): void {
    this.#inherited ??= this.#isSet(accepted);
    if (!this.#inherited) setNoDelay(this.#state, accepted);
  }

  #isSet(sock: Socket): boolean {
    const { AF_UNIX = 1, IPPROTO_TCP = 6, TCP_NODELAY = 1 } = socketCallsOf(this.#state.kernel).constants;
    // Unix sockets have none.
    return sock.family === AF_UNIX || sock.getsockopt(IPPROTO_TCP, TCP_NODELAY) !== 0;
  }
}
