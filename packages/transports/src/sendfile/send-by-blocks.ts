import { constants } from 'node:os';
import type { WriteTransport } from '@tsyncio/core';
import { type FilePart, type LoopState, type SentFile, systemError } from '@tsyncio/core/area';
import { fileProtocol } from './file-protocol.ts';
import type { FileSending } from './file-sending.ts';
import { readBlock } from './read-block.ts';

/** What is read and written in one go, in bytes. */
const BLOCK = 256 * 1024;

/** Through memory: read a block, write it to the transport, wait until all of it was sent. */
export class BlockSending implements FileSending {
  bytesSent = 0;
  readonly #state: LoopState;
  readonly #transport: WriteTransport;
  readonly #source: SentFile;
  readonly #part: FilePart;

  constructor(state: LoopState, transport: WriteTransport, source: SentFile, part: FilePart) {
    this.#state = state;
    this.#transport = transport;
    this.#source = source;
    this.#part = part;
  }

  async send(): Promise<void> {
    const { offset, count } = this.#part;
    if (!this.#source.isRegular && offset > 0) throw systemError(-constants.errno.ESPIPE, 'lseek', { reason: 'this file has no offsets' });
    const protocol = fileProtocol(this.#state, this.#transport);
    protocol.begin();
    try {
      while (this.bytesSent < count) {
        // A new one each time: the transport may keep what it was given, also after a cancellation.
        const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, count - this.bytesSent));
        const nbytes = await readBlock(this.#state, this.#source, block, offset + this.bytesSent, (step) => protocol.during(step));
        if (nbytes === 0) break;
        await protocol.check();
        this.#transport.write(block.subarray(0, nbytes));
        this.bytesSent += nbytes;
        await protocol.drained();
      }
      await protocol.drained();
    } finally {
      protocol.end();
    }
  }
}
