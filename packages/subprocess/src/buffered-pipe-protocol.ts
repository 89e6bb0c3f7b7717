import type { BufferedProtocol, SubprocessProtocol } from '@tsyncio/core';
import { type PipeListener, PipeProtocol } from './pipe-protocol.ts';

/** In bytes, for a protocol that has no memory of its own any more. */
const FRESH = 64 * 1024;

/** As {@link PipeProtocol}, of a pipe that is received into the memory of the child's protocol. */
export class BufferedPipeProtocol extends PipeProtocol implements BufferedProtocol {
  readonly #protocol: () => SubprocessProtocol;
  #fresh: Buffer | null = null;

  /** `protocol` answers the one that the child has at that moment. */
  constructor(listener: PipeListener, fd: number, protocol: () => SubprocessProtocol) {
    super(listener, fd);
    this.#protocol = protocol;
  }

  getBuffer(sizeHint: number): Uint8Array {
    const given = this.#protocol().getPipeBuffer?.(this.fd, sizeHint);
    // Another protocol may have been set, one that wants pieces.
    this.#fresh = given === undefined ? Buffer.allocUnsafeSlow(FRESH) : null;
    return given ?? (this.#fresh as Buffer);
  }

  bufferUpdated(nbytes: number): void {
    if (this.#fresh === null) this.#protocol().pipeBufferUpdated?.(this.fd, nbytes);
    else this.dataReceived(this.#fresh.subarray(0, nbytes));
  }
}
