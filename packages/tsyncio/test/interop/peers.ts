import { createHash, randomBytes } from 'node:crypto';
import type { Future, Transport } from 'tsyncio';

export interface Described {
  readonly bytes: number;
  readonly sha256: string;
}

export function describeBytes(data: Buffer): Described {
  return { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
}

/** Keeps what it receives; finishes its future when the connection is lost. */
export class Collector {
  protected transport: Transport | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #lost: Future<void>;

  constructor(lost: Future<void>) {
    this.#lost = lost;
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get receivedBytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#chunks.push(data);
  }

  connectionLost(error: Error | null): void {
    if (error) this.#lost.setException(error);
    else this.#lost.setResult();
  }
}

/** Sends back what it receives, and stops reading while the peer does not take it. */
export class EchoServer extends Collector {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    this.transport?.write(data);
  }

  pauseWriting(): void {
    this.transport?.pauseReading();
  }

  resumeWriting(): void {
    this.transport?.resumeReading();
  }
}

/** Sends random bytes, and closes once as many have come back. */
export class EchoClient extends Collector {
  readonly message: Buffer;

  constructor(size: number, lost: Future<void>) {
    super(lost);
    this.message = randomBytes(size);
  }

  override connectionMade(transport: Transport): void {
    super.connectionMade(transport);
    transport.write(this.message);
  }

  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (this.receivedBytes >= this.message.length) this.transport?.close();
  }
}

export type When = 'at-once' | 'after-eof';

/** Sends random bytes, ends its own side, and reads until the other has ended too. exchange.py is the same in Python. */
export class Exchange extends Collector {
  readonly message: Buffer;
  receivedWhenEnded = -1;
  readonly #when: When;

  constructor(size: number, when: When, lost: Future<void>) {
    super(lost);
    this.message = randomBytes(size);
    this.#when = when;
  }

  override connectionMade(transport: Transport): void {
    super.connectionMade(transport);
    if (this.#when === 'at-once') this.#send();
  }

  eofReceived(): boolean {
    if (this.#when === 'after-eof') this.#send();
    // What is buffered is sent before it closes.
    this.transport?.close();
    return true;
  }

  #send(): void {
    this.transport?.write(this.message);
    this.transport?.writeEof();
    this.receivedWhenEnded = this.receivedBytes;
  }
}
