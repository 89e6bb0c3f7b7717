import { constants } from 'node:os';
import type { Address, BufferedProtocol, BytesLike, ExtraInfo, Protocol, Socket, StreamProtocol, Transport } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import {
  captureCell,
  enqueue,
  LoopHandle,
  type LoopState,
  type SocketCalls,
  socketCallsOf,
  systemError,
  toBytes,
} from '@tsyncio/core/area';
import { FlowControl, limitsOf } from './flow-control.ts';
import { NO_PROTOCOL, tellLostWrite } from './lost-connection.ts';
import { nameOf } from './name-of.ts';
import { ReadinessHandle } from './readiness-handle.ts';
import { isBuffered, receiveIntoProtocol } from './receive-into-protocol.ts';
import type { TransportOwner } from './transport-owner.ts';
import { EMPTY, totalOf, WriteBuffer } from './write-buffer.ts';

/** The most that is taken from a socket at once, in bytes. */
const MOST_AT_ONCE = 256 * 1024;
const AGAIN = -constants.errno.EAGAIN;

/**
 * A stream over a socket, asyncio's selector transport.
 *
 *   open ──► connectionMade, then reading
 *     │ close: reading stops, the buffer is sent ─┐
 *     │ peer ended and eofReceived said no more ──┤
 *     │ abort, or an error: the buffer is dropped ┴──► connectionLost once, in a later turn ──► socket closed
 */
export class StreamTransport implements Transport {
  readonly #state: LoopState;
  readonly #calls: SocketCalls;
  readonly #sock: Socket;
  readonly #fd: number;
  readonly #peername: Address | undefined;
  /** Asked for when it is wanted, or the socket goes. */
  #sockname: Address | undefined = undefined;
  readonly #owner: TransportOwner | null;
  readonly #reader: ReadinessHandle;
  // Most connections never wait to write: what that takes is made when they do.
  #writer: ReadinessHandle | null = null;
  #flow: FlowControl | null = null;
  #buffer: WriteBuffer = EMPTY;
  #protocol: StreamProtocol;
  #buffered: boolean;
  #closing = false;
  #paused = false;
  #peerEnded = false;
  #ended = false;
  /** Above zero, the connection is lost, and this many writes came since. */
  #lostWrites = 0;

  constructor(state: LoopState, sock: Socket, protocol: StreamProtocol, owner: TransportOwner | null, peername: Address | undefined) {
    this.#state = state;
    this.#calls = socketCallsOf(state.kernel);
    this.#sock = sock;
    this.#fd = sock.fileno();
    this.#protocol = protocol;
    this.#buffered = isBuffered(protocol);
    this.#owner = owner;
    this.#peername = peername;
    this.#reader = new ReadinessHandle(state, captureCell(state), this, 'readable');
    state.readiness.own(this.#fd, true);
    owner?.attach(this);
  }

  /** In turns to come: `connectionMade`, then reading, then `opened`. */
  start(opened: () => void): void {
    for (const step of [() => this.#protocol.connectionMade?.(this), () => this.#startReading(), opened]) {
      enqueue(this.#state, new LoopHandle(this.#state, this.#reader.cell, step, []));
    }
  }

  isReading(): boolean {
    return !this.#closing && !this.#paused;
  }

  pauseReading(): void {
    if (this.#closing || this.#paused) return;
    this.#paused = true;
    this.#stopReading();
  }

  resumeReading(): void {
    if (this.#closing || !this.#paused) return;
    this.#paused = false;
    this.#startReading();
  }

  write(data: BytesLike): void {
    const bytes = toBytes(data);
    if (!this.#mayWrite('write', bytes.length)) return;
    if (this.#buffer.size > 0) {
      this.#buffer.push(bytes);
      return this.#grown();
    }
    const sent = this.#calls.send(this.#fd, bytes, 0, 0);
    if (sent === bytes.length) return;
    if (sent < 0 && sent !== AGAIN) return this.#forceClose(systemError(sent, 'send'));
    this.#ownBuffer().push(bytes, Math.max(sent, 0));
    this.#waitToWrite();
  }

  writelines(list: Iterable<BytesLike>): void {
    const chunks = Array.from(list, (data) => toBytes(data));
    if (!this.#mayWrite('writelines', totalOf(chunks))) return;
    const waiting = this.#buffer.size > 0;
    this.#ownBuffer().pushAll(chunks);
    if (waiting) return this.#grown();
    const sent = this.#buffer.sendAll(this.#calls, this.#fd);
    if (sent < 0 && sent !== AGAIN) return this.#forceClose(systemError(sent, 'sendmsg'));
    if (this.#buffer.size > 0) this.#waitToWrite();
  }

  canWriteEof(): boolean {
    return true;
  }

  writeEof(): void {
    if (this.#closing || this.#ended) return;
    this.#ended = true;
    if (this.#buffer.size === 0) this.#calls.shutdown(this.#fd, 1);
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#stopReading();
    if (this.#buffer.size === 0) this.#loseConnection(null);
  }

  abort(): void {
    this.#forceClose(null);
  }

  isClosing(): boolean {
    return this.#closing;
  }

  getWriteBufferSize(): number {
    return this.#buffer.size;
  }

  getWriteBufferLimits(): readonly [low: number, high: number] {
    return limitsOf(this.#flow);
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.#flow ??= new FlowControl(this.#state, this);
    this.#flow.setLimits(limits);
    this.#grown();
  }

  setProtocol(protocol: StreamProtocol): void {
    this.#protocol = protocol;
    this.#buffered = isBuffered(protocol);
  }

  getProtocol(): StreamProtocol {
    return this.#protocol;
  }

  getExtraInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined;
  getExtraInfo<Default = undefined>(name: string, fallback?: Default): unknown | Default;
  getExtraInfo(name: string, fallback?: unknown): unknown {
    if (name === 'socket') return this.#sock;
    if (name === 'peername') return this.#peername ?? fallback;
    return name === 'sockname' ? (this.#nameSocket() ?? fallback) : fallback;
  }

  #nameSocket(): Address | undefined {
    this.#sockname ??= nameOf(this.#sock);
    return this.#sockname;
  }

  #ownBuffer(): WriteBuffer {
    if (this.#buffer === EMPTY) this.#buffer = new WriteBuffer();
    return this.#buffer;
  }

  #grown(): void {
    const { size } = this.#buffer;
    if (this.#flow === null && size > limitsOf(null)[1]) this.#flow = new FlowControl(this.#state, this);
    this.#flow?.grown(size, this.#protocol);
  }

  #startReading(): void {
    if (this.#closing || this.#paused || this.#peerEnded) return;
    this.#state.readiness.setReader(this.#fd, this.#reader);
  }

  #stopReading(): void {
    this.#state.readiness.pauseReader(this.#fd, this.#reader);
  }

  /** @internal */
  readable(): void {
    if (this.#lostWrites > 0 || this.#paused || this.#closing) return;
    if (this.#buffered) {
      const answer = receiveIntoProtocol(this.#calls, this.#fd, this.#protocol as BufferedProtocol, (error, what) =>
        this.#fatal(error, what),
      );
      if (answer <= 0) this.#onNoData(answer);
      return;
    }
    const received = this.#calls.recv(this.#fd, MOST_AT_ONCE, 0);
    if (typeof received === 'number') return this.#onNoData(received);
    try {
      (this.#protocol as Protocol).dataReceived?.(received);
    } catch (error) {
      this.#fatal(error, 'Fatal error: protocol.dataReceived() call failed.');
    }
  }

  #onNoData(answer: number): void {
    if (answer === 0) this.#onEnd();
    else if (answer !== AGAIN) this.#forceClose(systemError(answer, 'recv'));
  }

  #onEnd(): void {
    this.#peerEnded = true;
    let keepOpen: boolean | void;
    try {
      keepOpen = this.#protocol.eofReceived?.();
    } catch (error) {
      return this.#fatal(error, 'Fatal error: protocol.eofReceived() call failed.');
    }
    if (keepOpen) this.#stopReading();
    else this.close();
  }

  /** @internal */
  writable(): void {
    if (this.#lostWrites > 0) return;
    const sent = this.#buffer.send(this.#calls, this.#fd);
    if (sent < 0 && sent !== AGAIN) return this.#forceClose(systemError(sent, 'send'));
    this.#flow?.shrunk(this.#buffer.size, this.#protocol);
    if (this.#buffer.size > 0 || this.#lostWrites > 0) return;
    this.#stopWriting();
    if (this.#closing) this.#loseConnection(null);
    else if (this.#ended) this.#calls.shutdown(this.#fd, 1);
  }

  #waitToWrite(): void {
    this.#writer ??= new ReadinessHandle(this.#state, this.#reader.cell, this, 'writable');
    this.#state.readiness.setWriter(this.#fd, this.#writer);
    this.#grown();
  }

  #stopWriting(): void {
    if (this.#writer !== null) this.#state.readiness.pauseWriter(this.#fd, this.#writer);
  }

  /** Whether there is something to write and a connection to write it to. */
  #mayWrite(method: string, size: number): boolean {
    if (this.#ended) throw new LoopError('ERR_TRANSPORT_STATE', `cannot call ${method}() after writeEof()`);
    if (size === 0) return false;
    if (this.#lostWrites === 0) return true;
    tellLostWrite(this.#lostWrites++);
    return false;
  }

  /** The protocol itself failed: the exception handler is told as well. */
  #fatal(error: unknown, message: string): void {
    this.#state.report({ message, exception: error, transport: this, protocol: this.#protocol });
    this.#forceClose(error instanceof Error ? error : new Error(message, { cause: error }));
  }

  /** Close now; when it is the system that refused, the protocol learns it from `connectionLost`. */
  #forceClose(error: Error | null): void {
    if (this.#lostWrites > 0) return;
    this.#buffer.clear();
    this.#stopWriting();
    if (!this.#closing) this.#stopReading();
    this.#closing = true;
    this.#loseConnection(error);
  }

  #loseConnection(error: Error | null): void {
    this.#lostWrites++;
    enqueue(this.#state, new LoopHandle(this.#state, this.#reader.cell, () => this.#callConnectionLost(error), []));
  }

  #callConnectionLost(error: Error | null): void {
    try {
      this.#protocol.connectionLost?.(error);
    } finally {
      this.#protocol = NO_PROTOCOL;
      this.#nameSocket();
      this.#state.readiness.remove(this.#fd);
      this.#state.readiness.own(this.#fd, false);
      this.#sock.close();
      this.#owner?.detach(this);
    }
  }
}
