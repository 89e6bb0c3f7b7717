import { constants } from 'node:os';
import type { Address, AnyProtocol, BufferedProtocol, BytesLike, Protocol, Socket, StreamProtocol, Transport } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { guardSocket, systemError, toBytes } from '@tsyncio/core/area';
import { FileHold, type FileHolder } from '../base/file-hold.ts';
import { SocketTransport, type SocketTransportParts } from '../base/socket-transport.ts';
import type { TransportOwner } from '../base/transport-owner.ts';
import { isBuffered, receiveIntoProtocol } from './receive-into-protocol.ts';
import { chunksOf, EMPTY, totalOf, WriteBuffer } from './write-buffer.ts';

/** The most that is taken from a socket at once, in bytes. */
const MOST_AT_ONCE = 256 * 1024;
const AGAIN = -constants.errno.EAGAIN;

/** What a transport was made of, for the one that carries on with its socket. */
export interface Handover {
  readonly sock: Socket;
  readonly peername: Address | undefined;
  /** It still counts the old transport: attach the new one first, then detach the old one. */
  readonly owner: TransportOwner | null;
  /** What was written and not sent yet, in order. */
  readonly unsent: readonly Uint8Array[];
}

/**
 * A stream over a socket. On the way from {@link SocketTransport}'s `open` to its `connectionLost`:
 *
 *   reading ──peer ended──► eofReceived ──true──► open for writing
 *                               └── otherwise ──► close
 */
export class StreamTransport extends SocketTransport<StreamProtocol> implements Transport, FileHolder {
  #buffer: WriteBuffer = EMPTY;
  #buffered: boolean;
  #peerEnded = false;
  #ended = false;
  /** A file is sent over the socket. */
  #hold: FileHold | null = null;

  constructor(parts: SocketTransportParts<StreamProtocol>) {
    super(parts);
    this.#buffered = isBuffered(parts.protocol);
  }

  isReading(): boolean {
    return !this.closing && !this.paused && this.#hold === null;
  }

  pauseReading(): void {
    if (this.closing || this.paused) return;
    this.paused = true;
    this.stopReading();
  }

  resumeReading(): void {
    if (this.closing || !this.paused) return;
    this.paused = false;
    this.startReading();
  }

  write(data: BytesLike): void {
    const bytes = toBytes(data);
    if (!this.#mayWrite('write', bytes.length)) return;
    if (this.#buffer.size > 0) {
      this.#buffer.push(bytes);
      return this.grown();
    }
    const sent = this.calls.send(this.fd, bytes, 0, 0);
    if (sent === bytes.length) return;
    if (sent < 0 && sent !== AGAIN) return this.forceClose(systemError(sent, 'send'));
    this.#ownBuffer().push(bytes, Math.max(sent, 0));
    this.waitToWrite();
  }

  writelines(list: Iterable<BytesLike>): void {
    const chunks = chunksOf(list);
    if (!this.#mayWrite('writelines', totalOf(chunks))) return;
    const waiting = this.#buffer.size > 0;
    this.#ownBuffer().pushAll(chunks);
    if (waiting) return this.grown();
    const sent = this.#buffer.sendAll(this.calls, this.fd);
    if (sent < 0 && sent !== AGAIN) return this.forceClose(systemError(sent, 'sendmsg'));
    if (this.#buffer.size > 0) this.waitToWrite();
  }

  canWriteEof(): boolean {
    return true;
  }

  writeEof(): void {
    if (this.closing || this.#ended) return;
    this.#refuseWhileHeld('writeEof');
    this.#ended = true;
    if (this.#buffer.size === 0) this.calls.shutdown(this.fd, 1);
  }

  override close(): void {
    // A file that is sent is finished first.
    if (this.#hold === null) super.close();
    else this.closing = true;
  }

  getWriteBufferSize(): number {
    return this.#buffer.size;
  }

  override setProtocol(protocol: AnyProtocol): void {
    super.setProtocol(protocol);
    this.#buffered = isBuffered(protocol as StreamProtocol);
  }

  /** @internal Another transport carries on with the socket; this one counts as closed, and its protocol hears nothing of it. */
  handOver(): Handover {
    this.#refuseWhileHeld('startTls');
    if (this.#ended) throw new LoopError('ERR_TRANSPORT_STATE', 'cannot call startTls() after writeEof()');
    const { sock, peername, owner } = this;
    const unsent = this.#buffer.takeAll();
    this.letGo();
    guardSocket(sock, this.state);
    return { sock, peername, owner, unsent };
  }

  /** @internal */
  holdForFile(): FileHold {
    this.#refuseWhileHeld('sendfile');
    if (this.#ended) throw new LoopError('ERR_TRANSPORT_STATE', `cannot send a file after writeEof(): ${this}`);
    const hold = new FileHold({
      loop: this.state.loop,
      sock: this.sock,
      carryOn: () => this.#carryOn(),
      lose: (error) => this.forceClose(error),
    });
    this.#hold = hold;
    this.stopReading();
    this.state.readiness.own(this.fd, false);
    if (this.#buffer.size === 0) hold.drain();
    return hold;
  }

  /** @internal */
  readable(): void {
    if (this.lostWrites > 0 || this.paused || this.closing || this.#hold !== null) return;
    if (this.#buffered) {
      const answer = receiveIntoProtocol(this.calls, this.fd, this.protocol as BufferedProtocol, (error, what) => this.fatal(error, what));
      // Asked for its buffer, the protocol may have closed the transport: then there is no end to tell of.
      if (answer <= 0 && !this.closing) this.#onNoData(answer);
      return;
    }
    const received = this.calls.recv(this.fd, MOST_AT_ONCE, 0);
    if (typeof received === 'number') return this.#onNoData(received);
    try {
      (this.protocol as Protocol).dataReceived?.(received);
    } catch (error) {
      this.fatal(error, 'Fatal error: protocol.dataReceived() call failed.');
    }
  }

  /** @internal */
  writable(): void {
    if (this.lostWrites > 0) return;
    const sent = this.#buffer.send(this.calls, this.fd);
    if (sent < 0 && sent !== AGAIN) return this.forceClose(systemError(sent, 'send'));
    if (this.#hold === null) this.flow?.shrunk(this.#buffer.size, this.protocol);
    if (this.#buffer.size > 0 || this.lostWrites > 0) return;
    this.stopWriting();
    if (this.#hold !== null) this.#hold.drain();
    else if (this.closing) this.loseConnection(null);
    else if (this.#ended) this.calls.shutdown(this.fd, 1);
  }

  protected override dropBuffer(): void {
    this.#buffer.clear();
  }

  protected override hasEnded(): boolean {
    return this.#peerEnded;
  }

  protected override startReading(): void {
    if (this.#hold === null) super.startReading();
  }

  protected override forceClose(error: Error | null): void {
    super.forceClose(error);
    this.#hold?.end(error);
  }

  /** The file was sent, or not: what waited for it comes now. */
  #carryOn(): void {
    this.#hold = null;
    if (this.lostWrites > 0) return;
    this.state.readiness.own(this.fd, true);
    if (!this.closing) this.startReading();
    this.flow?.shrunk(this.#buffer.size, this.protocol);
    if (this.closing && this.#buffer.size === 0 && this.lostWrites === 0) this.loseConnection(null);
  }

  #refuseWhileHeld(method: string): void {
    if (this.#hold === null || this.lostWrites > 0) return;
    throw new LoopError('ERR_TRANSPORT_STATE', `cannot call ${method}() while a file is sent: wait for the promise of sendfile`);
  }

  #ownBuffer(): WriteBuffer {
    if (this.#buffer === EMPTY) this.#buffer = new WriteBuffer();
    return this.#buffer;
  }

  #onNoData(answer: number): void {
    if (answer === 0) this.#onEnd();
    else if (answer !== AGAIN) this.forceClose(systemError(answer, 'recv'));
  }

  #onEnd(): void {
    this.#peerEnded = true;
    let keepOpen: boolean | void;
    try {
      keepOpen = this.protocol.eofReceived?.();
    } catch (error) {
      return this.fatal(error, 'Fatal error: protocol.eofReceived() call failed.');
    }
    if (keepOpen) this.stopReading();
    else this.close();
  }

  /** Whether there is something to write and a connection to write it to. */
  #mayWrite(method: string, size: number): boolean {
    if (this.#ended) throw new LoopError('ERR_TRANSPORT_STATE', `cannot call ${method}() after writeEof()`);
    this.#refuseWhileHeld(method);
    return size > 0 && !this.isLostToWrites();
  }
}
