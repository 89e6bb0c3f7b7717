import type { Duplex } from 'node:stream';
import type { AnyProtocol, BytesLike, ExtraInfo, StreamProtocol, Transport } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { captureCell, checkProtocol, enqueueFromHost, LoopHandle, type LoopState, showAsText, toBytes } from '@tsyncio/core/area';
import { NO_PROTOCOL, tellLostWrite } from '../base/lost-connection.ts';
import type { TransportOwner } from '../base/transport-owner.ts';
import { chunksOf, totalOf } from '../stream/write-buffer.ts';
import { refuseBlockingRun } from './refuse-blocking-run.ts';
import { StreamInput } from './stream-input.ts';
import { type OutputLimits, StreamOutput, USUAL_LIMITS } from './stream-output.ts';

export interface NodeStreamParts {
  readonly state: LoopState;
  readonly stream: Duplex;
  readonly protocol: StreamProtocol;
  readonly owner?: TransportOwner | null;
  /** What `getExtraInfo` knows. */
  readonly info: (name: string) => unknown;
  readonly limits?: OutputLimits;
}

/**
 * A transport over a stream of Node. What the stream tells in Node's own ticks, the protocol hears in turns of the loop, one thing at a time.
 *
 *   start ──► connectionMade, then reading
 *     │ close: reading stops, the stream is ended ────────┐
 *     │ the stream failed or closed, all was delivered ───┤
 *     │ abort: what is not sent is dropped ───────────────┴──► stream destroyed ──► connectionLost once, in a later turn
 */
export class NodeStreamTransport implements Transport {
  protected readonly state: LoopState;
  protected readonly stream: Duplex;
  protected readonly input: StreamInput;
  protected protocol: StreamProtocol;
  protected closing = false;
  protected lost = false;
  readonly #cell: LoopHandle['cell'];
  readonly #info: (name: string) => unknown;
  readonly #output: StreamOutput;
  readonly #onLoopClose: () => void;
  #owner: TransportOwner | null;
  /** Whether the protocol was, or is about to be, told that there is a connection. */
  #made = false;
  #ended = false;
  /** How the stream came to its end. */
  #over: { readonly error: Error | null } | null = null;
  #lostWrites = 0;

  constructor({ state, stream, protocol, owner = null, info, limits = USUAL_LIMITS }: NodeStreamParts) {
    this.state = state;
    this.stream = stream;
    this.protocol = protocol;
    this.#cell = captureCell(state);
    this.#info = info;
    this.#owner = owner;
    this.input = new StreamInput(stream, {
      getProtocol: () => this.protocol,
      poster: (step) => this.#poster(step),
      arrived: () => this.onArrival(),
      ended: () => this.onEnd(),
      delivered: () => this.#settle(),
      failed: (error, message) => this.fatal(error, message),
    });
    this.#output = new StreamOutput(state, stream, limits, this, (step) => this.#poster(step));
    this.#onLoopClose = () => this.lose(null);
    state.onClose.add(this.#onLoopClose);
    stream.on('error', (error) => this.#onOver(error));
    stream.once('close', () => this.#onOver(this.closing || this.input.ended ? null : this.endedTooSoon()));
    stream.once('finish', () => this.post(() => this.onFinished()));
    owner?.attach(this);
  }

  /** In turns to come: `connectionMade`, then `opened`, then reading, once whoever waits for `opened` has gone on. */
  start(opened: () => void): void {
    this.countAsMade();
    this.post(() => this.protocol.connectionMade?.(this));
    this.post(() => {
      opened();
      this.post(() => this.startReading());
    });
  }

  isReading(): boolean {
    return !this.closing && !this.input.paused;
  }

  pauseReading(): void {
    if (this.isReading()) this.input.pause();
  }

  resumeReading(): void {
    if (!this.closing && this.input.paused) this.input.resume();
  }

  write(data: BytesLike): void {
    const bytes = toBytes(data);
    if (this.#mayWrite('write', bytes.length)) this.#output.write(bytes);
  }

  writelines(list: Iterable<BytesLike>): void {
    const chunks = chunksOf(list);
    if (this.#mayWrite('writelines', totalOf(chunks))) this.#output.writeAll(chunks);
  }

  canWriteEof(): boolean {
    return true;
  }

  writeEof(): void {
    if (!this.closing && !this.#ended) this.endWriting();
  }

  /** @internal End this side of the stream once what was written went. */
  endWriting(): void {
    this.#ended = true;
    this.#output.end();
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    if (this.#over !== null) return this.lose(this.#over.error);
    this.input.stop(false);
    this.endWriting();
    if (this.stream.writableFinished) this.post(() => this.onFinished());
  }

  abort(): void {
    this.lose(null);
  }

  isClosing(): boolean {
    return this.closing;
  }

  getWriteBufferSize(): number {
    return this.#output.size;
  }

  getWriteBufferLimits(): readonly [low: number, high: number] {
    return this.#output.marks;
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.#output.setMarks(limits);
  }

  setProtocol(protocol: AnyProtocol): void {
    this.protocol = checkProtocol(protocol, 'setProtocol needs a protocol') as StreamProtocol;
  }

  getProtocol(): StreamProtocol {
    return this.protocol;
  }

  getExtraInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined;
  getExtraInfo<Default = undefined>(name: string, fallback?: Default): unknown | Default;
  getExtraInfo(name: string, fallback?: unknown): unknown {
    const known = this.#info(name);
    return known === undefined ? fallback : known;
  }

  toString(): string {
    return `<${this.constructor.name} ${this.closing ? 'closing' : 'open'} bufsize=${this.#output.size}>`;
  }

  /** @internal Take the place of `other` with whoever counts it. */
  takeOwnerOf(other: NodeStreamTransport): void {
    const owner = other.#owner;
    other.#owner = null;
    this.#owner = owner;
    owner?.attach(this);
    owner?.detach(other);
  }

  /** From now on the protocol has to be told when the connection is lost. */
  protected countAsMade(): void {
    this.#made = true;
  }

  protected startReading(): void {
    if (!this.closing) this.input.start();
  }

  /** From Node's own loop: the stream gave data, or said that no more will come. */
  protected onArrival(): void {}

  /** The stream has ended, and all it gave was delivered. */
  protected onEnd(): void {
    const keepOpen = this.tellEnd();
    if (!keepOpen && !this.closing) this.close();
  }

  protected tellEnd(): boolean {
    try {
      return Boolean(this.protocol.eofReceived?.());
    } catch (error) {
      this.fatal(error, 'Fatal error: protocol.eofReceived() call failed.');
      return false;
    }
  }

  /** The stream closed before it ended: what that is to the protocol. */
  protected endedTooSoon(): Error {
    return Object.assign(new Error('the stream was closed before it ended'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  }

  /** Everything that was written went, and this side of the stream is ended. */
  protected onFinished(): void {
    if (this.closing) this.lose(null);
  }

  /** The stream failed or closed, and the protocol has had what came before. */
  protected onOver(error: Error | null): void {
    this.lose(error);
  }

  /** In a turn of the loop to come; never, once it is closed. */
  protected post(step: () => void): void {
    this.#poster(step)();
  }

  /** The protocol itself failed: the exception handler is told as well. */
  protected fatal(error: unknown, message: string): void {
    this.state.report({ message, exception: error, transport: this, protocol: this.protocol });
    this.lose(error instanceof Error ? error : new Error(message, { cause: error }));
  }

  protected lose(error: Error | null): void {
    if (this.lost) return;
    this.lost = true;
    this.closing = true;
    this.state.onClose.delete(this.#onLoopClose);
    this.input.stop(false);
    this.#output.drop();
    this.stream.destroy();
    this.whenGone(() => {
      // A loop that is closed calls nobody any more.
      if (this.state.phase === 'closed') this.#giveUp();
      else this.post(() => this.#callConnectionLost(error));
    });
  }

  /** Call `then` once what lies below is closed too, as far as that can be told. */
  protected whenGone(then: () => void): void {
    then();
  }

  #poster(step: () => void): () => void {
    const { state } = this;
    const handle = new LoopHandle(state, this.#cell, step, []);
    return () => {
      if (state.phase !== 'closed') enqueueFromHost(state, handle);
    };
  }

  /** Whether there is something to write and a connection to write it to. */
  #mayWrite(method: string, size: number): boolean {
    if (this.#ended && !this.closing) throw new LoopError('ERR_TRANSPORT_STATE', `cannot call ${method}() after writeEof()`);
    refuseBlockingRun(this.state, `${method}() of this transport`);
    if (size === 0) return false;
    if (!this.closing && this.#over === null) return true;
    tellLostWrite(this.#lostWrites++);
    return false;
  }

  #onOver(error: Error | null): void {
    if (this.#over !== null) return;
    this.#over = { error };
    this.post(() => this.#settle());
  }

  /** The connection is lost once the stream is over and what it gave before was delivered. */
  #settle(): void {
    if (this.#over === null || this.lost || this.input.pending) return;
    this.onOver(this.#over.error);
  }

  #callConnectionLost(error: Error | null): void {
    try {
      if (this.#made) this.protocol.connectionLost?.(error);
    } finally {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    this.protocol = NO_PROTOCOL;
    this.#owner?.detach(this);
    this.#owner = null;
  }
}

showAsText(NodeStreamTransport.prototype);
