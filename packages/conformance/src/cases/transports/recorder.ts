import type { BufferedProtocol, Future, Loop, Protocol, Transport } from '@tsyncio/core';
import type { Stage } from '../../case.ts';

/** What a protocol does besides tracing what it was told. */
export interface Reactions {
  made?(transport: Transport): void;
  data?(data: Buffer): void;
  eof?(): boolean | void;
  lost?(error: Error | null): void;
  pause?(): void;
  resume?(): void;
}

export type RecordedEvent = 'made' | 'data' | 'eof' | 'lost' | 'pause' | 'resume' | 'get' | 'updated' | 'error';

interface Waiter {
  readonly ready: () => boolean;
  readonly future: Future<void>;
}

/** A transport of any kind. */
interface AnyTransport {
  close(): void;
  abort?(): void;
}

/** What every recorder has. */
export class EventLog<T extends AnyTransport = Transport, On extends object = Reactions> {
  /** How many bytes came. */
  bytes = 0;
  /** No line is traced any more. */
  muted = false;
  protected on: On;
  readonly #loop: Loop;
  readonly #name: string;
  readonly #trace: Stage['trace'];
  #transport: T | undefined;
  readonly #counts = new Map<RecordedEvent, number>();
  readonly #waiters: Waiter[] = [];

  constructor(loop: Loop, name: string, trace: Stage['trace'], on: On) {
    this.#loop = loop;
    this.#name = name;
    this.#trace = trace;
    this.on = on;
  }

  /** The transport of its connection. @throws {Error} before that is made. */
  get transport(): T {
    if (this.#transport === undefined) throw new Error('the connection was not made yet');
    return this.#transport;
  }

  set transport(transport: T) {
    this.#transport = transport;
  }

  /** How often it was told `event`. */
  count(event: RecordedEvent): number {
    return this.#counts.get(event) ?? 0;
  }

  /** Done once it was told `event`, or was so `count` times. */
  when(event: RecordedEvent, count = 1): Future<void> {
    return this.#until(() => this.count(event) >= count);
  }

  /** Done once so many bytes came. */
  whenBytes(bytes: number): Future<void> {
    return this.#until(() => this.bytes >= bytes);
  }

  /** The case is over. */
  end(): void {
    this.muted = true;
    this.on = {} as On;
    if (this.#transport?.abort === undefined) this.#transport?.close();
    else this.#transport.abort();
  }

  /** Trace it; then who waits for it learns of it. */
  protected note(event: RecordedEvent, ...values: readonly unknown[]): void {
    if (!this.muted) this.#trace(`${this.#name} ${event}`, ...values);
    this.#counts.set(event, this.count(event) + 1);
    for (const { ready, future } of this.#waiters) if (ready() && !future.done()) future.setResult();
  }

  #until(ready: () => boolean): Future<void> {
    const future = this.#loop.createFuture<void>();
    if (ready()) future.setResult();
    else this.#waiters.push({ ready, future });
    return future;
  }
}

/** A streaming protocol that traces what it is told. */
export class Recorder extends EventLog implements Protocol {
  connectionMade(transport: Transport): void {
    this.transport = transport;
    this.note('made');
    this.on.made?.(transport);
  }

  dataReceived(data: Buffer): void {
    this.bytes += data.length;
    this.note('data', data);
    this.on.data?.(data);
  }

  eofReceived(): boolean | void {
    this.note('eof');
    return this.on.eof?.();
  }

  pauseWriting(): void {
    this.note('pause');
    this.on.pause?.();
  }

  resumeWriting(): void {
    this.note('resume');
    this.on.resume?.();
  }

  connectionLost(error: Error | null): void {
    this.note('lost', error);
    this.on.lost?.(error);
  }
}

/** As a recorder, without a line for each piece of data: much of it comes in pieces of any size. */
export class Counter extends Recorder {
  override dataReceived(data: Buffer): void {
    this.bytes += data.length;
    const { muted } = this;
    this.muted = true;
    this.note('data');
    this.muted = muted;
    this.on.data?.(data);
  }
}

/** What a protocol with its own buffer does besides. */
export interface BufferedReactions extends Reactions {
  /** The buffer to give; one of its own unless this gives one. */
  get?(): Uint8Array | void;
  updated?(data: Buffer): void;
}

/** A streaming protocol with a buffer of 16 bytes that traces what it is told. */
export class BufferedRecorder extends EventLog<Transport, BufferedReactions> implements BufferedProtocol {
  #buffer: Uint8Array = Buffer.alloc(16);

  connectionMade(transport: Transport): void {
    this.transport = transport;
    this.note('made');
    this.on.made?.(transport);
  }

  getBuffer(sizeHint: number): Uint8Array {
    this.note('get', sizeHint);
    this.#buffer = this.on.get?.() ?? this.#buffer;
    return this.#buffer;
  }

  bufferUpdated(nbytes: number): void {
    const data = Buffer.from(this.#buffer.subarray(0, nbytes));
    this.bytes += nbytes;
    this.note('updated', data);
    this.on.updated?.(data);
  }

  eofReceived(): boolean | void {
    this.note('eof');
    return this.on.eof?.();
  }

  connectionLost(error: Error | null): void {
    this.note('lost', error);
    this.on.lost?.(error);
  }
}
