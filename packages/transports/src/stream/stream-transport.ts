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
import { FlowControl } from './flow-control.ts';
import { isBuffered, receiveIntoProtocol } from './receive-into-protocol.ts';
import type { TransportOwner } from './transport-owner.ts';
import { WriteBuffer } from './write-buffer.ts';

/** The most that is taken from a socket at once, in bytes. */
const MOST_AT_ONCE = 256 * 1024;
/** From this many writes after the connection was lost, each is warned about. */
const LOST_WRITES_TOLD = 5;
const AGAIN = -constants.errno.EAGAIN;

/** What a transport has once its connection is lost. */
const NO_PROTOCOL: StreamProtocol = Object.freeze({});

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
  readonly #sockname: Address;
  readonly #owner: TransportOwner | null;
  readonly #reader: LoopHandle;
  readonly #writer: LoopHandle;
  readonly #flow: FlowControl;
  readonly #buffer = new WriteBuffer();
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
    this.#sockname = sock.getsockname();
    this.#flow = new FlowControl(state, this);
    const cell = captureCell(state);
    this.#reader = new LoopHandle(state, cell, () => this.#onReadable(), []);
    this.#writer = new LoopHandle(state, cell, () => this.#onWritable(), []);
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
      this.#flow.grown(this.#buffer.size, this.#protocol);
      return;
    }
    const sent = this.#calls.send(this.#fd, bytes, 0, 0);
    if (sent === bytes.length) return;
    if (sent < 0 && sent !== AGAIN) return this.#forceClose(systemError(sent, 'send'));
    this.#buffer.push(bytes, Math.max(sent, 0));
    this.#waitToWrite();
  }

  writelines(list: Iterable<BytesLike>): void {
    const chunks = Array.from(list, (data) => toBytes(data));
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (!this.#mayWrite('writelines', size)) return;
    const waiting = this.#buffer.size > 0;
    for (const chunk of chunks) this.#buffer.push(chunk);
    if (waiting) return this.#flow.grown(this.#buffer.size, this.#protocol);
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
    return [this.#flow.low, this.#flow.high];
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.#flow.setLimits(limits);
    this.#flow.grown(this.#buffer.size, this.#protocol);
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
    return name === 'sockname' ? this.#sockname : fallback;
  }

  #startReading(): void {
    if (this.#closing || this.#paused || this.#peerEnded) return;
    this.#state.readiness.setReader(this.#fd, this.#reader);
  }

  #stopReading(): void {
    this.#state.readiness.pauseReader(this.#fd, this.#reader);
  }

  #onReadable(): void {
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

  #onWritable(): void {
    if (this.#lostWrites > 0) return;
    const sent = this.#buffer.send(this.#calls, this.#fd);
    if (sent < 0 && sent !== AGAIN) return this.#forceClose(systemError(sent, 'send'));
    this.#flow.shrunk(this.#buffer.size, this.#protocol);
    if (this.#buffer.size > 0 || this.#lostWrites > 0) return;
    this.#state.readiness.pauseWriter(this.#fd, this.#writer);
    if (this.#closing) this.#loseConnection(null);
    else if (this.#ended) this.#calls.shutdown(this.#fd, 1);
  }

  #waitToWrite(): void {
    this.#state.readiness.setWriter(this.#fd, this.#writer);
    this.#flow.grown(this.#buffer.size, this.#protocol);
  }

  /** Whether there is something to write and a connection to write it to. */
  #mayWrite(method: string, size: number): boolean {
    if (this.#ended) throw new LoopError('ERR_TRANSPORT_STATE', `cannot call ${method}() after writeEof()`);
    if (size === 0) return false;
    if (this.#lostWrites === 0) return true;
    if (this.#lostWrites >= LOST_WRITES_TOLD) process.emitWarning('writing to a transport whose connection is lost', 'TsyncioWarning');
    this.#lostWrites++;
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
    this.#state.readiness.pauseWriter(this.#fd, this.#writer);
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
      this.#state.readiness.remove(this.#fd);
      this.#state.readiness.own(this.#fd, false);
      this.#sock.close();
      this.#owner?.detach(this);
    }
  }
}
