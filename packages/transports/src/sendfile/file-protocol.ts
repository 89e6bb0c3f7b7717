import { constants } from 'node:os';
import type { AnyProtocol, BufferedProtocol, Future, Protocol, StreamProtocol, Transport, WriteTransport } from '@tsyncio/core';
import { type LoopState, systemError } from '@tsyncio/core/area';
import { isBuffered } from '../stream/receive-into-protocol.ts';

type Told = 'paused' | 'resumed';
/** A transport that may also read. */
type Sender = WriteTransport & Partial<Pick<Transport, 'isReading' | 'pauseReading' | 'resumeReading'>>;

/**
 * Stands in for the protocol of a transport while a file is written through it: it learns when the transport has sent everything, for which
 * the water marks are at zero meanwhile.
 */
export class FileProtocol implements Protocol {
  readonly #state: LoopState;
  readonly #transport: Sender;
  readonly #original: AnyProtocol;
  readonly #limits: readonly [low: number, high: number];
  readonly #wasReading: boolean;
  /** What the transport last told; before it told anything, what it told the protocol is not known. */
  #told: Told | null = null;
  #toldBefore: Told | null = null;
  #step: Future<unknown> | null = null;
  #drained: Future<void> | null = null;
  /** Why there is nothing more to write to. */
  #error: Error | null = null;

  constructor(state: LoopState, transport: WriteTransport) {
    this.#state = state;
    this.#transport = transport;
    this.#original = transport.getProtocol();
    this.#limits = transport.getWriteBufferLimits();
    this.#wasReading = this.#transport.isReading?.() ?? false;
  }

  get original(): AnyProtocol {
    return this.#original;
  }

  begin(): void {
    this.#transport.pauseReading?.();
    this.#transport.setProtocol(this);
    this.#transport.setWriteBufferLimits({ high: 0, low: 0 });
  }

  /**
   * When the transport is closing, this waits a turn: one that was lost has yet to say why.
   *
   * Rejects with {@link SystemError} when the transport is lost, or closing.
   */
  async check(): Promise<void> {
    if (this.#error === null && !this.#transport.isClosing()) return;
    if (this.#error === null) await this.during(this.#nextTurn());
    throw this.#error ?? closed();
  }

  /** Wait for a step of the work, which ends with the transport. */
  async during<T>(step: Future<T>): Promise<T> {
    this.#step = step;
    try {
      return await step;
    } catch (error) {
      throw this.#error ?? error;
    } finally {
      this.#step = null;
    }
  }

  /** Wait until the transport has sent everything. */
  async drained(): Promise<void> {
    if (this.#error !== null) throw this.#error;
    if (this.#transport.getWriteBufferSize() === 0) return;
    this.#drained = this.#state.loop.createFuture();
    await this.during(this.#drained);
  }

  /** The protocol is itself again, and told what it missed. */
  end(): void {
    if (this.#error !== null) return;
    const [low, high] = this.#limits;
    this.#transport.setWriteBufferLimits({ low, high });
    if (this.#transport.getProtocol() === this) this.#transport.setProtocol(this.#original);
    if (this.#told !== this.#toldBefore) this.#tellOriginal(this.#told);
    if (this.#wasReading) this.#transport.resumeReading?.();
  }

  dataReceived(data: Buffer): void {
    (this.#original as Protocol).dataReceived?.(data);
  }

  eofReceived(): boolean | void {
    return (this.#original as StreamProtocol).eofReceived?.();
  }

  pauseWriting(): void {
    this.#toldBefore ??= 'resumed';
    this.#told = 'paused';
  }

  resumeWriting(): void {
    this.#toldBefore ??= 'paused';
    this.#told = 'resumed';
    if (this.#drained?.done() === false) this.#drained.setResult();
  }

  connectionLost(error: Error | null): void {
    this.#error = error ?? closed();
    this.#step?.cancel();
    this.#original.connectionLost?.(error);
  }

  #nextTurn(): Future<void> {
    const { loop } = this.#state;
    const turn = loop.createFuture<void>();
    loop.callSoon(() => turn.done() || turn.setResult());
    return turn;
  }

  #tellOriginal(told: Told | null): void {
    const method = told === 'paused' ? 'pauseWriting' : 'resumeWriting';
    const [transport, protocol] = [this.#transport, this.#original];
    try {
      protocol[method]?.();
    } catch (exception) {
      this.#state.report({ message: `protocol.${method}() failed`, exception, transport, protocol });
    }
  }
}

/** For a protocol that has its own buffer: it gets what comes all the same. */
class BufferedFileProtocol extends FileProtocol {
  getBuffer(sizeHint: number): Uint8Array {
    return (this.original as BufferedProtocol).getBuffer(sizeHint);
  }

  bufferUpdated(nbytes: number): void {
    (this.original as BufferedProtocol).bufferUpdated(nbytes);
  }
}

export function fileProtocol(state: LoopState, transport: WriteTransport): FileProtocol {
  const buffered = isBuffered(transport.getProtocol() as StreamProtocol);
  return buffered ? new BufferedFileProtocol(state, transport) : new FileProtocol(state, transport);
}

function closed(): Error {
  return systemError(-constants.errno.ECONNABORTED, 'sendfile', { reason: 'the transport was closed while a file was sent' });
}
