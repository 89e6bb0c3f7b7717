import type { BufferedProtocol, SubprocessProtocol } from '@tsyncio/core';
import { type PipeListener, PipeProtocol } from './pipe-protocol.ts';

/** In bytes, for a protocol that has no memory of its own any more. */
const FRESH = 64 * 1024;

const NOBODY: SubprocessProtocol = Object.freeze({});

/** As {@link PipeProtocol}, of a pipe that is received into the memory of the child's protocol. */
export class BufferedPipeProtocol extends PipeProtocol implements BufferedProtocol {
  readonly #protocol: () => SubprocessProtocol;
  #fresh: Buffer | null = null;
  /** Whose memory is received into. */
  #asked: SubprocessProtocol = NOBODY;

  /** `protocol` answers the one that the child has at that moment. */
  constructor(listener: PipeListener, fd: number, protocol: () => SubprocessProtocol) {
    super(listener, fd);
    this.#protocol = protocol;
  }

  getBuffer(sizeHint: number): Uint8Array {
    // It may set another one while it is asked, which knows nothing of this memory.
    this.#asked = this.#protocol();
    this.#fresh = null;
    if (this.#asked.getPipeBuffer !== undefined) return this.#asked.getPipeBuffer(this.fd, sizeHint);
    // Another protocol was set, one that wants pieces.
    this.#fresh = Buffer.allocUnsafeSlow(FRESH);
    return this.#fresh;
  }

  bufferUpdated(nbytes: number): void {
    if (this.#fresh === null) this.#asked.pipeBufferUpdated?.(this.fd, nbytes);
    else this.dataReceived(this.#fresh.subarray(0, nbytes));
  }
}
