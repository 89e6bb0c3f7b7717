import { constants } from 'node:os';
import type { BaseProtocol, BytesLike, WriteTransport } from '@tsyncio/core';
import { systemError, toBytes } from '@tsyncio/core/area';
import { FlowControl, limitsOf } from '../base/flow-control.ts';
import { tellLostWrite } from '../base/lost-connection.ts';
import { ReadinessHandle } from '../base/readiness-handle.ts';
import { chunksOf, EMPTY, type Sender, totalOf, WriteBuffer } from '../stream/write-buffer.ts';
import { watchesPeer, whatPeerDid } from './peer-of-pipe.ts';
import { PipeTransport, type PipeTransportParts } from './pipe-transport.ts';

const { EAGAIN, EPIPE } = constants.errno;

/**
 * {@link WriteTransport} of a pipe. There is no end but closing it:
 *
 *   open ──close, writeEof──► the buffer is sent ──► connectionLost(null)
 *     └──────┴── the reader went ──► connectionLost: EPIPE for what was not sent, null when there is nothing
 */
export class WritePipeTransport extends PipeTransport<BaseProtocol> implements WriteTransport {
  readonly #sender: Sender;
  readonly #watchesPeer: boolean;
  #writer: ReadinessHandle | null = null;
  #buffer: WriteBuffer = EMPTY;
  #flow: FlowControl | null = null;
  /** How many writes came since it was closed. */
  #lostWrites = 0;

  constructor(parts: PipeTransportParts<BaseProtocol>) {
    super(parts);
    const { pipes } = this;
    this.#sender = { send: (fd, data, offset) => pipes.write(fd, data, offset), sendv: pipes.writev };
    this.#watchesPeer = watchesPeer(pipes, parts.pipe);
  }

  write(data: BytesLike): void {
    const bytes = toBytes(data);
    if (!this.#mayWrite(bytes.length)) return;
    if (this.#buffer.size > 0) {
      this.#buffer.push(bytes);
      return this.#grown();
    }
    const sent = this.pipes.write(this.fd, bytes, 0);
    if (sent === bytes.length) return;
    if (sent < 0 && sent !== -EAGAIN) return this.#fail(sent, 'write');
    this.#ownBuffer().push(bytes, Math.max(sent, 0));
    this.#waitToWrite();
  }

  writelines(list: Iterable<BytesLike>): void {
    const chunks = chunksOf(list);
    if (!this.#mayWrite(totalOf(chunks))) return;
    const waiting = this.#buffer.size > 0;
    this.#ownBuffer().pushAll(chunks);
    if (waiting) return this.#grown();
    const sent = this.#buffer.sendAll(this.#sender, this.fd);
    if (sent < 0 && sent !== -EAGAIN) return this.#fail(sent, 'writev');
    if (this.#buffer.size > 0) this.#waitToWrite();
  }

  canWriteEof(): boolean {
    return true;
  }

  writeEof(): void {
    this.close();
  }

  close(): void {
    // A loop that is closed sends nothing any more.
    if (this.state.phase === 'closed') return this.forceClose(null);
    if (this.closing) return;
    this.closing = true;
    if (this.#buffer.size === 0) this.forceClose(null);
  }

  abort(): void {
    this.forceClose(null);
  }

  getWriteBufferSize(): number {
    return this.#buffer.size;
  }

  getWriteBufferLimits(): readonly [low: number, high: number] {
    return limitsOf(this.#flow);
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.#flow ??= new FlowControl(this.state, this);
    this.#flow.setLimits(limits);
    this.#grown();
  }

  /** @internal The reader went, or did something that says nothing of that. */
  readable(): void {
    if (this.lost) return;
    const did = whatPeerDid(this.state, this.pipe);
    if (did === 'nothing') return;
    if (did === 'wrote') return this.state.readiness.pauseReader(this.fd, this.reader);
    const reason = 'the reader went before everything was written';
    this.forceClose(this.#buffer.size === 0 ? null : systemError(-EPIPE, 'write', { reason }));
  }

  /** @internal */
  writable(): void {
    if (this.lost) return;
    const sent = this.#buffer.send(this.#sender, this.fd);
    if (sent < 0 && sent !== -EAGAIN) return this.#fail(sent, 'write');
    this.#flow?.shrunk(this.#buffer.size, this.protocol);
    if (this.#buffer.size > 0) this.room.wasFull();
    if (this.#buffer.size > 0 || this.lost) return;
    this.#stopWriting();
    if (this.closing) this.forceClose(null);
  }

  protected override startWatching(): void {
    if (this.#watchesPeer && !this.lost) this.watchReader();
  }

  protected override stopWatching(): void {
    this.#buffer.clear();
    this.#stopWriting();
    this.state.readiness.pauseReader(this.fd, this.reader);
  }

  protected override describe(): string {
    return `bufsize=${this.#buffer.size}`;
  }

  #ownBuffer(): WriteBuffer {
    if (this.#buffer === EMPTY) this.#buffer = new WriteBuffer();
    return this.#buffer;
  }

  #waitToWrite(): void {
    this.room.wasFull();
    this.#writer ??= new ReadinessHandle(this.state, this.reader.cell, this, 'writable');
    try {
      this.state.readiness.setWriter(this.fd, this.#writer);
    } catch (error) {
      // A device that took a part of it and cannot be waited for.
      return this.forceClose(error as Error);
    }
    this.#grown();
  }

  #stopWriting(): void {
    if (this.#writer !== null) this.state.readiness.pauseWriter(this.fd, this.#writer);
  }

  #grown(): void {
    const { size } = this.#buffer;
    if (this.#flow === null && size > limitsOf(null)[1]) this.#flow = new FlowControl(this.state, this);
    this.#flow?.grown(size, this.protocol);
  }

  #fail(answer: number, syscall: string): void {
    this.#lostWrites++;
    this.forceClose(systemError(answer, syscall));
  }

  /** Whether there is something to write, and a pipe to write it to. */
  #mayWrite(size: number): boolean {
    if (size === 0) return false;
    if (!this.closing) return true;
    tellLostWrite(this.#lostWrites++);
    return false;
  }
}
