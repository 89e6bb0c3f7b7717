import type { BaseTransport, StreamProtocol, Transport } from '@tsyncio/core';

/** A transport of whichever kind: that of a pipe has one direction only. */
export type AnyTransport = BaseTransport & Partial<Omit<Transport, keyof BaseTransport>>;

/** The byte at `offset` of what an end sends: no two ends send the same. */
function byteAt(name: number, offset: number): number {
  return (offset * 31 + (offset >>> 8) * 7 + name * 101) & 0xff;
}

/**
 * One end of a connection: what it did, what it heard, and every rule that was broken.
 *
 *   made (data | pause | resume)* eof? lost
 */
export class ObservedEnd<T extends AnyTransport = Transport> {
  readonly name: number;
  readonly broken: string[] = [];
  readonly trace: string[] = [];
  transport!: T;
  peer!: ObservedEnd<AnyTransport>;
  /** What eofReceived answers. */
  keepOpen = true;
  /** How much was given to the transport, and how much came. */
  written = 0;
  received = 0;
  state: 'new' | 'made' | 'lost' = 'new';
  error: Error | null = null;
  heardEnd = false;
  paused = false;
  ended = false;
  closed = false;
  /** Called inside every event, once it was noted. */
  during: (event: string) => void = () => {};
  #note: (line: string) => void;

  constructor(name: number, note: (line: string) => void) {
    this.name = name;
    this.#note = note;
  }

  /** A new protocol for this end, plain or with a buffer of that many bytes. */
  protocol(bufferSize: number): StreamProtocol {
    const base = {
      connectionMade: (transport: T) => this.#made(transport),
      eofReceived: () => this.#eof(),
      pauseWriting: () => this.#flow(true),
      resumeWriting: () => this.#flow(false),
      connectionLost: (error: Error | null) => this.#lost(error),
    };
    if (bufferSize === 0) return { ...base, dataReceived: (data: Buffer) => this.#data(data) };
    const buffer = new Uint8Array(bufferSize);
    return { ...base, getBuffer: () => buffer, bufferUpdated: (nbytes: number) => this.#data(buffer.subarray(0, nbytes)) };
  }

  /** The next `size` bytes of what this end sends. */
  next(size: number): Buffer {
    const data = Buffer.alloc(size);
    for (let i = 0; i < size; i++) data[i] = byteAt(this.name, this.written + i);
    this.written += size;
    return data;
  }

  get #unsent(): number {
    return this.transport.getWriteBufferSize?.() ?? 0;
  }

  #made(transport: T): void {
    this.#rule(this.state === 'new', 'connectionMade came twice');
    this.state = 'made';
    this.transport = transport;
    this.#tell('made');
  }

  #data(data: Uint8Array): void {
    this.#expectLife('data');
    this.#rule(data.length > 0, 'no data came as data');
    this.#rule(!this.heardEnd, 'data came after the end');
    this.#rule(!this.closed, 'data came after close');
    this.#rule(this.transport.isReading?.() === true, 'data came while reading was paused');
    const wrong = data.findIndex((byte, index) => byte !== byteAt(this.peer.name, this.received + index));
    this.#rule(wrong < 0, `byte ${this.received + wrong} is not what was sent`);
    this.received += data.length;
    this.#rule(this.received <= this.peer.written, 'more came than was sent');
    this.#tell(`data ${data.length}`);
  }

  #eof(): boolean {
    this.#expectLife('eof');
    this.#rule(!this.heardEnd, 'the end came twice');
    this.#rule(!this.closed, 'the end came after close');
    this.heardEnd = true;
    this.#tell('eof');
    return this.keepOpen;
  }

  #flow(paused: boolean): void {
    this.#expectLife(paused ? 'pause' : 'resume');
    this.#rule(this.paused !== paused, `${paused ? 'pauseWriting' : 'resumeWriting'} came twice`);
    this.paused = paused;
    const size = this.#unsent;
    const [low = 0, high = 0] = this.transport.getWriteBufferLimits?.() ?? [];
    this.#rule(paused ? size > high : size <= low, `${paused ? 'paused' : 'resumed'} at ${size} with limits ${low} and ${high}`);
    this.#tell(paused ? 'pause' : 'resume');
  }

  #lost(error: Error | null): void {
    this.#expectLife('lost');
    this.state = 'lost';
    this.error = error;
    const code = (error as { code?: string } | null)?.code;
    this.#rule(error === null || code === 'ECONNRESET' || code === 'EPIPE', `lost with ${error}`);
    this.#rule(this.#unsent === 0, 'lost with something in the write buffer');
    this.#tell(`lost ${code ?? error}`);
  }

  #expectLife(event: string): void {
    this.#rule(this.state === 'made', `${event} came while ${this.state}`);
  }

  #tell(event: string): void {
    this.#note(`${this.name} ${event}`);
    this.during(event);
  }

  #rule(holds: boolean, otherwise: string): void {
    if (!holds) this.broken.push(`end ${this.name}: ${otherwise}`);
  }
}
