import {
  type Address,
  type AnyProtocol,
  type BaseProtocol,
  type BaseTransport,
  type ExtraInfo,
  LoopError,
  type Socket,
} from '@tsyncio/core';
import {
  captureCell,
  checkProtocol,
  claimSocket,
  enqueue,
  LoopHandle,
  type LoopState,
  refuseClosed,
  type SocketCalls,
  showAsText,
  socketCallsOf,
} from '@tsyncio/core/area';
import { FlowControl, limitsOf } from './flow-control.ts';
import { NO_PROTOCOL, tellLostWrite } from './lost-connection.ts';
import { nameOf } from './name-of.ts';
import { ReadinessHandle, type ReadyListener } from './readiness-handle.ts';
import type { TransportOwner } from './transport-owner.ts';

/** Anything that has an owner to tell of. */
type Owned = Parameters<TransportOwner['attach']>[0];

export interface SocketTransportParts<P> {
  readonly state: LoopState;
  readonly sock: Socket;
  readonly protocol: P;
  readonly owner?: TransportOwner | null;
  readonly peername?: Address | undefined;
  /** Where it is known; it is asked for otherwise. */
  readonly sockname?: Address | undefined;
}

/**
 * A transport over a socket that the loop watches, asyncio's selector transport: what streams and datagrams share.
 *
 *   start ──► connectionMade, then reading
 *     │ close: reading stops, the buffer is sent ─┐
 *     │ abort, or an error: the buffer is dropped ┴──► connectionLost once, in a later turn ──► socket closed
 */
export abstract class SocketTransport<P extends BaseProtocol> implements BaseTransport, ReadyListener {
  protected readonly state: LoopState;
  protected readonly calls: SocketCalls;
  protected readonly sock: Socket;
  protected readonly fd: number;
  protected readonly owner: TransportOwner | null;
  protected readonly peername: Address | undefined;
  protected protocol: P;
  protected closing = false;
  protected paused = false;
  /** Above zero, the connection is lost, and this many writes came since. */
  protected lostWrites = 0;
  protected flow: FlowControl | null = null;
  /** Asked for when it is wanted, or the socket goes. */
  #sockname: Address | undefined;
  readonly #reader: ReadinessHandle;
  // Most connections never wait to write: what that takes is made when they do.
  #writer: ReadinessHandle | null = null;

  constructor({ state, sock, protocol, owner = null, peername, sockname }: SocketTransportParts<P>) {
    this.state = state;
    this.calls = socketCallsOf(state.kernel);
    this.sock = sock;
    this.fd = sock.fileno();
    this.protocol = protocol;
    this.owner = owner;
    this.peername = peername;
    this.#sockname = sockname;
    this.#reader = new ReadinessHandle(state, captureCell(state), this, 'readable');
  }

  /** @internal The socket has something for us. */
  abstract readable(): void;
  /** @internal The socket takes more. */
  abstract writable(): void;
  /** In bytes. */
  abstract getWriteBufferSize(): number;
  protected abstract dropBuffer(): void;
  /** Whether there is nothing more to read, although nothing was closed. */
  protected abstract hasEnded(): boolean;

  /**
   * In turns to come: `connectionMade`, then reading. With `opened`, that comes between them, and reading waits until whoever waits for it
   * has gone on: async functions do so after the turn in which they are woken.
   *
   * Until then the socket is the caller's, also when this throws.
   */
  start(opened?: () => void): void {
    this.#takeOver();
    this.#later(() => this.protocol.connectionMade?.(this));
    const read = (): void => this.startReading();
    if (opened === undefined) return this.#later(read);
    this.#later(() => {
      opened();
      this.#later(read);
    });
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.stopReading();
    // A loop that is closed sends nothing any more.
    if (this.getWriteBufferSize() === 0 || this.state.phase === 'closed') this.loseConnection(null);
  }

  abort(): void {
    this.forceClose(null);
  }

  isClosing(): boolean {
    return this.closing;
  }

  getWriteBufferLimits(): readonly [low: number, high: number] {
    return limitsOf(this.flow);
  }

  setWriteBufferLimits(limits: { high?: number; low?: number } = {}): void {
    this.flow ??= new FlowControl(this.state, this);
    this.flow.setLimits(limits);
    this.grown();
  }

  setProtocol(protocol: AnyProtocol): void {
    this.protocol = checkProtocol(protocol, 'setProtocol needs a protocol') as P;
  }

  getProtocol(): P {
    return this.protocol;
  }

  getExtraInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined;
  getExtraInfo<Default = undefined>(name: string, fallback?: Default): unknown | Default;
  getExtraInfo(name: string, fallback?: unknown): unknown {
    if (name === 'socket') return this.sock;
    if (name === 'peername') return this.peername ?? fallback;
    return name === 'sockname' ? (this.#nameSocket() ?? fallback) : fallback;
  }

  toString(): string {
    const fd = this.lostWrites > 0 || this.closing ? 'closing' : `fd=${this.fd}`;
    return `<${this.constructor.name} ${fd} bufsize=${this.getWriteBufferSize()}>`;
  }

  protected startReading(): void {
    if (this.closing || this.paused || this.hasEnded()) return;
    try {
      this.state.readiness.setReader(this.fd, this.#reader);
    } catch (error) {
      // The system watches no more descriptors: nobody would ever hear of this one.
      this.forceClose(error as Error);
    }
  }

  protected stopReading(): void {
    this.state.readiness.pauseReader(this.fd, this.#reader);
  }

  protected waitToWrite(): void {
    this.#writer ??= new ReadinessHandle(this.state, this.#reader.cell, this, 'writable');
    try {
      this.state.readiness.setWriter(this.fd, this.#writer);
    } catch (error) {
      // The system watches no more descriptors: what is buffered would never be sent.
      return this.forceClose(error as Error);
    }
    this.grown();
  }

  protected stopWriting(): void {
    if (this.#writer !== null) this.state.readiness.pauseWriter(this.fd, this.#writer);
  }

  /** The buffer is longer than it was, or may now be too long. */
  protected grown(): void {
    const size = this.getWriteBufferSize();
    if (this.flow === null && size > limitsOf(null)[1]) this.flow = new FlowControl(this.state, this);
    this.flow?.grown(size, this.protocol);
  }

  /** Whether the connection is lost, which whoever goes on writing is told. */
  protected isLostToWrites(): boolean {
    if (this.lostWrites === 0) return false;
    tellLostWrite(this.lostWrites++);
    return true;
  }

  /** The protocol itself failed: the exception handler is told as well. */
  protected fatal(error: unknown, message: string): void {
    this.state.report({ message, exception: error, transport: this, protocol: this.protocol as AnyProtocol });
    this.forceClose(error instanceof Error ? error : new Error(message, { cause: error }));
  }

  /** Close now; when it is the system that refused, the protocol learns it from `connectionLost`. */
  protected forceClose(error: Error | null): void {
    if (this.lostWrites > 0) return;
    this.dropBuffer();
    this.stopWriting();
    if (!this.closing) this.stopReading();
    this.closing = true;
    this.loseConnection(error);
  }

  protected loseConnection(error: Error | null): void {
    this.lostWrites++;
    // A loop that is closed calls nobody any more.
    if (this.state.phase === 'closed') this.#giveUp();
    else this.#later(() => this.#callConnectionLost(error));
  }

  /** Stop being the transport of the socket, which stays open: somebody else carries on with it. */
  protected letGo(): void {
    this.closing = true;
    if (this.lostWrites === 0) this.lostWrites = 1;
    this.protocol = NO_PROTOCOL as P;
    this.#nameSocket();
    this.state.readiness.remove(this.fd);
    this.state.readiness.own(this.fd, false);
    claimSocket(this.sock, null);
  }

  /** @throws {LoopError} when the loop is closed, or somebody else took the socket; {@link TypeError} when it was closed. */
  #takeOver(): void {
    const { state, sock, fd } = this;
    refuseClosed(state);
    if (fd < 0) throw new TypeError('an open socket was expected, got one that was closed while the protocol was made');
    if (state.readiness.isOwned(fd)) throw new LoopError('ERR_FD_IN_USE', `descriptor ${fd} is used by a transport or a server already`);
    claimSocket(sock, 'transport');
    state.readiness.own(fd, true);
    this.owner?.attach(this as Owned);
  }

  #later(step: () => void): void {
    enqueue(this.state, new LoopHandle(this.state, this.#reader.cell, step, []));
  }

  #callConnectionLost(error: Error | null): void {
    try {
      this.protocol.connectionLost?.(error);
    } finally {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    this.letGo();
    this.sock.close();
    this.owner?.detach(this as Owned);
  }

  #nameSocket(): Address | undefined {
    this.#sockname ??= nameOf(this.sock);
    return this.#sockname;
  }
}

showAsText(SocketTransport.prototype);
