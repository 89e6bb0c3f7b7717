import { constants } from 'node:os';
import type { AnyProtocol, BufferedProtocol, Protocol, ReadTransport, StreamProtocol } from '@tsyncio/core';
import { systemError } from '@tsyncio/core/area';
import { isBuffered, receiveIntoProtocol } from '../stream/receive-into-protocol.ts';
import { PipeTransport, type PipeTransportParts } from './pipe-transport.ts';

/** The most that is taken from a pipe at once, in bytes. */
const MOST_AT_ONCE = 256 * 1024;
const { EAGAIN, EIO } = constants.errno;

/** {@link ReadTransport} of a pipe. After its end: `eofReceived`, whose answer counts for nothing here, then `connectionLost`. */
export class ReadPipeTransport extends PipeTransport<StreamProtocol> implements ReadTransport {
  readonly #receiver: Parameters<typeof receiveIntoProtocol>[0];
  #buffered: boolean;
  #paused = false;

  constructor(parts: PipeTransportParts<StreamProtocol>) {
    super(parts);
    const { pipes } = this;
    this.#receiver = { recvInto: pipes.readInto };
    this.#buffered = isBuffered(parts.protocol);
  }

  isReading(): boolean {
    return !this.closing && !this.#paused;
  }

  pauseReading(): void {
    if (!this.isReading()) return;
    this.#paused = true;
    this.stopWatching();
  }

  resumeReading(): void {
    if (this.closing || !this.#paused) return;
    this.#paused = false;
    this.startWatching();
  }

  close(): void {
    this.forceClose(null);
  }

  override setProtocol(protocol: AnyProtocol): void {
    super.setProtocol(protocol);
    this.#buffered = isBuffered(protocol as StreamProtocol);
  }

  /** @internal */
  readable(): void {
    if (!this.isReading()) return;
    if (this.#buffered) {
      const answer = receiveIntoProtocol(this.#receiver, this.fd, this.protocol as BufferedProtocol, (error, what) =>
        this.forceClose(this.report(error, what)),
      );
      // Asked for its buffer, the protocol may have closed the transport: then there is no end to tell of.
      if (answer > 0) this.room.wasRead(answer);
      else if (!this.closing) this.#onNoData(answer);
      return;
    }
    const received = this.pipes.read(this.fd, MOST_AT_ONCE);
    if (typeof received === 'number') return this.#onNoData(received);
    this.room.wasRead(received.length);
    try {
      (this.protocol as Protocol).dataReceived?.(received);
    } catch (error) {
      this.forceClose(this.report(error, 'Fatal error: protocol.dataReceived() call failed.'));
    }
  }

  /** @internal */
  writable(): void {}

  protected override startWatching(): void {
    if (this.isReading()) this.watchReader();
  }

  protected override stopWatching(): void {
    this.state.readiness.pauseReader(this.fd, this.reader);
  }

  protected override describe(): string {
    return this.#paused ? 'paused' : 'reading';
  }

  #onNoData(answer: number): void {
    if (answer === 0) this.#onEnd();
    else if (answer !== -EAGAIN) this.#fail(answer);
  }

  #onEnd(): void {
    this.closing = true;
    this.lost = true;
    this.stopWatching();
    this.later(() => {
      let error: Error | null = null;
      try {
        this.protocol.eofReceived?.();
      } catch (thrown) {
        error = this.report(thrown, 'Fatal error: protocol.eofReceived() call failed.');
      }
      this.loseConnection(error);
    });
  }

  // A terminal whose other side went answers EIO, which is its end.
  #fail(answer: number): void {
    const error = systemError(answer, 'read');
    this.forceClose(answer === -EIO ? error : this.report(error, 'Fatal read error on pipe transport'));
  }
}
