import { type AddressInfo, CancelledError, ensureFuture, type Future, type Socket, SystemError, type TimerHandle } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { type Attempts, openBound } from './connect-first.ts';
import { summarize } from './connection-errors.ts';
import { closeQuietly } from './open-socket.ts';

/** Connect to the address that answers first, as RFC 8305 has it. Of the other attempts nothing is left open, also when it is cancelled. */
export async function connectRacing(state: LoopState, attempts: Attempts, delay: number): Promise<Socket> {
  return new Race(state, attempts, delay).run();
}

/**
 *   one   ──────────────────────✗
 *   two   delay ─────✗
 *   three             ──────────────✓  wins
 *   four              delay ────────   is cancelled
 *
 * The next attempt begins when the latest has failed, or has not answered after the delay.
 */
class Race {
  readonly #state: LoopState;
  readonly #attempts: Attempts;
  readonly #delay: number;
  readonly #waiting: AddressInfo[];
  readonly #over: Future<void>;
  readonly #running = new Map<Socket, Future<void>>();
  /** Of each attempt, in the order in which they began. */
  readonly #errors: SystemError[][] = [];
  #latest: Socket | null = null;
  #timer: TimerHandle | null = null;
  #winner: Socket | null = null;
  #fault: unknown = null;

  constructor(state: LoopState, attempts: Attempts, delay: number) {
    this.#state = state;
    this.#attempts = attempts;
    this.#delay = delay;
    this.#waiting = [...attempts.remote];
    this.#over = state.loop.createFuture<void>();
  }

  async run(): Promise<Socket> {
    try {
      this.#beginNext();
      await this.#over;
      const winner = this.#winner;
      if (winner === null) throw this.#fault;
      this.#winner = null;
      return winner;
    } finally {
      this.#closeAll();
    }
  }

  #beginNext(): void {
    this.#timer?.cancel();
    const info = this.#waiting.shift();
    if (info === undefined) {
      if (this.#running.size === 0) this.#end(null, summarize(this.#errors.flat(), this.#attempts.allErrors));
      return;
    }
    const errors: SystemError[] = [];
    this.#errors.push(errors);
    try {
      this.#begin(info, errors);
    } catch (error) {
      this.#latest = null;
      this.#failed(null, errors, error);
    }
  }

  #begin(info: AddressInfo, errors: SystemError[]): void {
    const { loop } = this.#state;
    const sock = openBound(this.#state, info, this.#attempts.local, errors);
    try {
      const connecting = ensureFuture(this.#attempts.sockConnect(sock, info.address), { loop });
      this.#running.set(sock, connecting);
      this.#latest = sock;
      if (this.#waiting.length > 0) this.#timer = loop.callLater(this.#delay, () => this.#beginNext());
      connecting.addDoneCallback(() => this.#ended(sock, connecting, errors));
    } catch (error) {
      this.#running.delete(sock);
      closeQuietly(sock);
      throw error;
    }
  }

  #ended(sock: Socket, connecting: Future<void>, errors: SystemError[]): void {
    // Taken also when nobody wants it any more, or it would be reported as never retrieved.
    const error = connecting.cancelled() ? new CancelledError() : connecting.exception();
    if (this.#over.done() || !this.#running.delete(sock)) return;
    if (error === null) return this.#end(sock, null);
    closeQuietly(sock);
    this.#failed(sock, errors, error);
  }

  #failed(sock: Socket | null, errors: SystemError[], error: unknown): void {
    // As without a race, only the system's refusals lead on to the next address.
    if (!(error instanceof SystemError)) return this.#end(null, error);
    errors.push(error);
    if (sock === this.#latest) this.#beginNext();
    else if (this.#waiting.length === 0 && this.#running.size === 0) this.#beginNext();
  }

  #end(winner: Socket | null, fault: unknown): void {
    this.#winner = winner;
    this.#fault = fault;
    if (!this.#over.done()) this.#over.setResult();
  }

  #closeAll(): void {
    this.#timer?.cancel();
    for (const [sock, connecting] of this.#running) {
      connecting.cancel();
      closeQuietly(sock);
    }
    this.#running.clear();
    if (this.#winner !== null) closeQuietly(this.#winner);
  }
}
