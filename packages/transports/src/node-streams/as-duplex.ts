import { Duplex } from 'node:stream';
import { LoopError, type Protocol, type Transport } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';
import { NodeStreamTransport } from './node-stream-transport.ts';

const NEEDED = [
  'setProtocol',
  'write',
  'writelines',
  'canWriteEof',
  'pauseReading',
  'resumeReading',
  'getWriteBufferSize',
  'getWriteBufferLimits',
  'close',
  'abort',
  'isClosing',
] as const;

/**
 * A stream of Node over a transport, which it takes over as its protocol. Destroying it before it has ended aborts the transport.
 *
 * Where only both sides can be closed at once (`canWriteEof()` is false), `end()` closes the transport; over TLS it ends this side, as a
 * `TLSSocket` does.
 *
 * @throws {TypeError} unless it is a transport that reads and writes; {@link LoopError} `ERR_TRANSPORT_STATE` when that is closing.
 */
export function asDuplex(transport: Transport): Duplex {
  const given = transport as Partial<Transport> | null | undefined;
  if (!isTransport(given)) throw new TypeError(`asDuplex needs a transport that reads and writes, got ${kindOf(given)}`);
  if (given.isClosing()) throw new LoopError('ERR_TRANSPORT_STATE', 'asDuplex needs an open transport, got one that is closing or closed');
  return new TransportDuplex(given);
}

export function isTransport(value: Partial<Transport> | null | undefined): value is Transport {
  return typeof value === 'object' && value !== null && NEEDED.every((name) => typeof value[name] === 'function');
}

type Done = (error?: Error | null) => void;

/**
 *   protocol: dataReceived ──push──► readable side, full ──► pauseReading … _read ──► resumeReading
 *   writable side: _write ──write──► transport, pauseWriting ──► the callback waits … resumeWriting ──► called
 */
export class TransportDuplex extends Duplex {
  readonly transport: Transport;
  readonly #active: () => void;
  #writingPaused = false;
  #waiting: Done | null = null;
  #lost = false;
  #onLost: (() => void) | null = null;

  /** `active` is called whenever bytes pass. Without `autoDestroy` it stays, once both sides have ended, until it is destroyed. */
  constructor(transport: Transport, active: () => void = () => {}, autoDestroy = true) {
    super({ allowHalfOpen: true, autoDestroy });
    this.transport = transport;
    this.#active = active;
    transport.setProtocol(this.#protocol());
  }

  override _read(): void {
    this.transport.resumeReading();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(() => this.transport.write(chunk), done);
  }

  override _writev(chunks: readonly { chunk: Buffer }[], done: Done): void {
    this.#send(() => this.transport.writelines(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    const { transport } = this;
    this.#active();
    if (transport.isClosing()) return done();
    if (transport instanceof NodeStreamTransport) transport.endWriting();
    else if (transport.canWriteEof()) transport.writeEof();
    else transport.close();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#active();
    if (this.#lost) return done(error);
    this.#onLost = () => done(error);
    if (error === null && this.writableFinished) this.transport.close();
    else this.transport.abort();
  }

  #send(write: () => void, done: Done): void {
    this.#active();
    if (this.transport.isClosing()) return done(new LoopError('ERR_TRANSPORT_STATE', 'cannot write: the transport is closing or closed'));
    try {
      write();
    } catch (error) {
      return done(error as Error);
    }
    if (this.#writingPaused || this.#isOverfull()) this.#waiting = done;
    else done();
  }

  /** Whoever had the transport before may have been paused already: then only `resumeWriting` is told. */
  #isOverfull(): boolean {
    const [, high] = this.transport.getWriteBufferLimits();
    return this.transport.getWriteBufferSize() > high;
  }

  #release(error?: Error): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(error);
  }

  #protocol(): Protocol {
    return {
      dataReceived: (data) => {
        this.#active();
        if (!this.push(data)) this.transport.pauseReading();
      },
      eofReceived: () => {
        this.#active();
        this.push(null);
        // The other side goes on until it is ended or destroyed; where that cannot be, the transport closes itself.
        return this.transport.canWriteEof();
      },
      pauseWriting: () => {
        this.#writingPaused = true;
      },
      resumeWriting: () => {
        this.#active();
        this.#writingPaused = false;
        this.#release();
      },
      connectionLost: (error) => this.#afterLoss(error),
    };
  }

  #afterLoss(error: Error | null): void {
    this.#active();
    this.#lost = true;
    this.#release(error ?? new LoopError('ERR_TRANSPORT_STATE', 'the transport was closed before all was sent'));
    if (this.#onLost !== null) return this.#onLost();
    if (error !== null) return void this.destroy(error);
    // What was received before can still be read.
    if (!this.readableEnded) this.push(null);
    this.end();
  }
}
