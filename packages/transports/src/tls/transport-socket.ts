import type { Socket } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { KernelSocket, type LoopState, socketCallsOf } from '@tsyncio/core/area';

/**
 * A view of a socket whose descriptor Node's own loop uses: it tells names and options, and cannot close it. Once Node closes the
 * descriptor there is none any more: its number may be somebody else's by then.
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
  }

  /** Just before the descriptor is closed. */
  letGo(): void {
    if (this.fileno() < 0) return;
    this.#state.readiness.own(this.#number, false);
    super.detach();
  }

  override close(): void {
    throw refusal('close');
  }

  override detach(): number {
    throw refusal('detach');
  }

  override setblocking(blocking: boolean): void {
    if (blocking) throw refusal('make blocking');
  }
}

function refusal(what: string): LoopError {
  return new LoopError('ERR_TRANSPORT_STATE', `cannot ${what} the socket of a TLS transport: close the transport`);
}
