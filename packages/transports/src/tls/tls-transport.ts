import type { TLSSocket } from 'node:tls';
import type { Future, StreamProtocol, TimerHandle } from '@tsyncio/core';
import { NotImplementedError } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import type { TransportOwner } from '../base/transport-owner.ts';
import { NodeStreamTransport } from '../node-streams/node-stream-transport.ts';
import type { OutputLimits } from '../node-streams/stream-output.ts';
import type { Carrier } from './carrier.ts';
import { deliverPushes } from './deliver-pushes.ts';
import type { HostWork } from './host-work.ts';
import { refusalOfClient, secureStream } from './secure-stream.ts';
import {
  asSystemError,
  closedInHandshake,
  closedWithoutEnd,
  endedInHandshake,
  handshakeTookTooLong,
  shutdownTookTooLong,
} from './tls-errors.ts';
import { tlsInfo } from './tls-info.ts';
import type { TlsPlan } from './tls-plan.ts';

/** asyncio's of TLS. What was encrypted, node:tls tells in the next round of Node's loop. */
const LIMITS: OutputLimits = { atOnce: 128 * 1024, high: 512 * 1024, pausesAtMark: true };

export interface TlsParts {
  readonly state: LoopState;
  readonly carrier: Carrier;
  readonly plan: TlsPlan;
  readonly protocol: StreamProtocol;
  readonly owner?: TransportOwner | null;
  readonly work: HostWork;
}

/** Speak TLS over a carrier, which is destroyed when that is impossible. */
export function tlsOver(parts: TlsParts): TlsTransport {
  try {
    return new TlsTransport(parts);
  } catch (error) {
    parts.carrier.stream.destroy();
    throw error;
  }
}

/**
 * TLS, done by node:tls.
 *
 *   handshake ──done──► open ──close──► flushing, close_notify ──peer's end──► lost
 *      │                  └──peer's end──► eofReceived ──► close      └──too long──► lost with TimeoutError
 *      └──failed, ended, too long──► lost; of that the protocol hears only if it had a connection before
 */
export class TlsTransport extends NodeStreamTransport {
  readonly #carrier: Carrier;
  readonly #plan: TlsPlan;
  readonly #socket: TLSSocket;
  readonly #work: HostWork;
  readonly #known: Map<string, unknown>;
  #handshake: Future<void> | null = null;
  /** Of a handshake that is not done. */
  #failure: Error | null = null;
  #upgrading = false;
  /** Of the handshake, then of the shutdown. */
  #timer: TimerHandle | null = null;
  #finished = false;
  #toldEnd = false;

  constructor({ state, carrier, plan, protocol, owner = null, work }: TlsParts) {
    const known = new Map<string, unknown>();
    const socket = secureStream(carrier.stream, plan);
    const info = (name: string): unknown => (known.has(name) ? known.get(name) : carrier.info(name));
    super({ state, stream: socket, protocol, owner, info, limits: LIMITS });
    this.#carrier = carrier;
    this.#plan = plan;
    this.#socket = socket;
    this.#work = work;
    this.#known = known;
    deliverPushes(socket, (chunk) => this.input.take(chunk));
    work.touch();
  }

  /** Done after the handshake and `connectionMade`. When it fails, the connection is lost. */
  open(): Future<void> {
    this.#handshake = this.state.loop.createFuture<void>();
    const { handshakeTimeout, serverSide } = this.#plan;
    this.#timer = this.state.loop.callLater(handshakeTimeout, () => this.#failHandshake(handshakeTookTooLong(handshakeTimeout)));
    this.#socket.once(serverSide ? 'secure' : 'secureConnect', () => this.#onSecure());
    return this.#handshake;
  }

  /** As `open`, for a protocol that has a connection already, and is not told again. It gets data from `startReading` on. */
  upgrade(): Future<void> {
    this.countAsMade();
    this.#upgrading = true;
    return this.open();
  }

  /** Once promises that are settled now were heard, the protocol gets what comes. */
  startReadingSoon(): void {
    setImmediate(() => this.post(() => this.startReading()));
    this.#work.touch();
  }

  override canWriteEof(): boolean {
    return false;
  }

  override writeEof(): void {
    throw new NotImplementedError('writeEof() is not possible over TLS: close() ends both sides');
  }

  override endWriting(): void {
    super.endWriting();
    this.#work.touch();
  }

  override close(): void {
    if (this.closing) return;
    if (this.#handshake !== null) return this.#failHandshake(closedInHandshake());
    super.close();
    if (this.lost) return;
    this.input.stop(true);
    const { shutdownTimeout } = this.#plan;
    this.#timer = this.state.loop.callLater(shutdownTimeout, () => this.lose(shutdownTookTooLong(shutdownTimeout)));
  }

  protected override onArrival(): void {
    if (!this.input.ended) return;
    if (this.#handshake !== null) this.post(() => this.#failHandshake(endedInHandshake()));
    else if (this.closing) this.post(() => this.#shutDown());
  }

  protected override onEnd(): void {
    this.#tellEndOnce();
    this.close();
  }

  protected override onFinished(): void {
    this.#finished = true;
    this.#shutDown();
  }

  protected override endedTooSoon(): Error {
    return closedWithoutEnd();
  }

  protected override onOver(error: Error | null): void {
    if (this.#handshake !== null) return this.#failHandshake(error === null ? endedInHandshake() : asSystemError(error));
    // A peer that has ended may be gone when our own end arrives.
    const settled = this.closing && this.input.ended && this.getWriteBufferSize() === 0;
    this.lose(error === null || settled ? null : asSystemError(error));
  }

  protected override lose(error: Error | null): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#failure ??= error ?? closedInHandshake();
    // What carries it is closed in order only when this was.
    if (!this.#finished || !this.input.ended) this.#carrier.abort();
    super.lose(error);
  }

  protected override whenGone(then: () => void): void {
    this.#carrier.whenClosed(() => {
      this.#settleHandshake(this.#failure);
      then();
    });
  }

  // Called by OpenSSL, which must have returned before anything is destroyed.
  #onSecure(): void {
    let refused: Error | null;
    try {
      refused = this.#plan.serverSide ? refusalOfClient(this.#socket, this.#plan) : null;
      for (const [name, value] of tlsInfo(this.#socket, this.#plan.context)) this.#known.set(name, value);
    } catch (error) {
      refused = error as Error;
    }
    this.post(() => (refused === null ? this.#onHandshakeDone() : this.#failHandshake(refused)));
  }

  #onHandshakeDone(): void {
    if (this.lost || this.#handshake === null) return;
    this.#timer?.cancel();
    const done = (): void => this.#settleHandshake(null);
    if (this.#upgrading) return done();
    const opened = this.#handshake;
    this.#handshake = null;
    this.start(() => {
      if (!opened.done()) opened.setResult();
    });
  }

  #failHandshake(error: Error): void {
    if (this.#handshake !== null) this.lose(error);
  }

  #settleHandshake(error: Error | null): void {
    const handshake = this.#handshake;
    this.#handshake = null;
    if (handshake === null || handshake.done()) return;
    if (error === null) return handshake.setResult();
    handshake.setException(error);
    // Whoever waits hears of it; once the loop is closed nobody waits.
    handshake.exception();
  }

  /** While closing: the connection is lost once both sides have ended. */
  #shutDown(): void {
    if (!this.closing || this.lost || !this.input.ended) return;
    this.#tellEndOnce();
    if (this.#finished) this.lose(null);
  }

  // asyncio tells of the peer's end also when it only answers ours.
  #tellEndOnce(): void {
    if (this.#toldEnd) return;
    this.#toldEnd = true;
    if (this.tellEnd()) this.state.warn('returning true from eofReceived() has no effect over TLS');
  }
}
