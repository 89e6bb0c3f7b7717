import { constants } from 'node:os';
import type { AnyProtocol, BaseProtocol, BaseTransport, ExtraInfo } from '@tsyncio/core';
import { captureCell, checkProtocol, enqueue, LoopHandle, type LoopState, type Pipes, showAsText, systemError } from '@tsyncio/core/area';
import { NO_PROTOCOL } from '../base/lost-connection.ts';
import { ReadinessHandle, type ReadyListener } from '../base/readiness-handle.ts';
import { type CheckedPipe, type OwnedPipe, pipesOf } from './pipe-descriptor.ts';
import { PipeRoom } from './pipe-room.ts';

export interface PipeTransportParts<P> {
  readonly state: LoopState;
  readonly pipe: CheckedPipe;
  readonly owned: OwnedPipe;
  readonly protocol: P;
}

/**
 * One direction of a pipe, FIFO, socket or character device: what reading and writing share.
 *
 *   start ──► connectionMade ──► watched ──► close, the end, or an error ──► connectionLost once, in a later turn ──► descriptor closed
 */
export abstract class PipeTransport<P extends BaseProtocol> implements BaseTransport, ReadyListener {
  protected readonly state: LoopState;
  protected readonly pipes: Pipes;
  protected readonly pipe: CheckedPipe;
  protected readonly fd: number;
  protected readonly room: PipeRoom;
  protected readonly reader: ReadinessHandle;
  protected protocol: P;
  protected closing = false;
  /** `connectionLost` is on its way, or was called. */
  protected lost = false;
  readonly #owned: OwnedPipe;
  #released = false;

  constructor({ state, pipe, owned, protocol }: PipeTransportParts<P>) {
    this.state = state;
    this.pipes = pipesOf(state);
    this.pipe = pipe;
    this.room = new PipeRoom(this.pipes, pipe);
    this.fd = pipe.fd;
    this.protocol = protocol;
    this.reader = new ReadinessHandle(state, captureCell(state), this, 'readable');
    this.#owned = owned;
    state.readiness.own(this.fd, true);
    owned.onLost(() => this.#closedByOthers());
  }

  /** @internal */
  abstract readable(): void;
  /** @internal */
  abstract writable(): void;
  abstract close(): void;
  protected abstract startWatching(): void;
  protected abstract stopWatching(): void;
  protected abstract describe(): string;

  /** In turns to come: `connectionMade`, then `opened`, and reading once whoever waits for that has gone on. */
  start(opened: () => void): void {
    const { onClosed } = this.state;
    // Nobody else can close it before its protocol was told of it.
    const close = (): void => this.forceClose(null);
    onClosed.add(close);
    this.later(() => {
      onClosed.delete(close);
      this.protocol.connectionMade?.(this);
    });
    this.later(() => {
      opened();
      this.later(() => this.startWatching());
    });
  }

  isClosing(): boolean {
    return this.closing;
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
    return name === 'pipe' && !this.#released ? this.fd : fallback;
  }

  toString(): string {
    const fd = this.#released ? 'closed' : `fd=${this.fd}`;
    return `<${this.constructor.name} ${fd} ${this.closing ? 'closing' : this.describe()}>`;
  }

  protected watchReader(): void {
    try {
      this.state.readiness.setReader(this.fd, this.reader);
    } catch (error) {
      // The system watches no more descriptors: nobody would ever hear of this one.
      this.forceClose(error as Error);
    }
  }

  protected later(step: () => void): void {
    enqueue(this.state, new LoopHandle(this.state, this.reader.cell, step, []));
  }

  /** Tell the exception handler what ends this transport; the error to lose the connection with. */
  protected report(exception: unknown, message: string): Error {
    this.state.report({ message, exception, transport: this, protocol: this.protocol as AnyProtocol });
    return exception instanceof Error ? exception : new Error(message, { cause: exception });
  }

  /** Close now. */
  protected forceClose(error: Error | null): void {
    // A loop that was closed meanwhile does not call `connectionLost` any more.
    if (this.lost) return this.state.phase === 'closed' ? this.#release() : undefined;
    this.stopWatching();
    this.closing = true;
    this.loseConnection(error);
  }

  protected loseConnection(error: Error | null): void {
    this.lost = true;
    // A loop that is closed calls nobody any more.
    if (this.state.phase === 'closed') this.#release();
    else this.later(() => this.#callConnectionLost(error));
  }

  #callConnectionLost(error: Error | null): void {
    try {
      this.protocol.connectionLost?.(error);
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.protocol = NO_PROTOCOL as P;
    if (this.#released) return;
    this.#leave();
    this.#owned.close();
  }

  #leave(): void {
    this.#released = true;
    this.state.readiness.remove(this.fd);
    this.state.readiness.own(this.fd, false);
  }

  /** Its FileHandle was closed: the number may be another file's from now on. */
  #closedByOthers(): void {
    if (this.#released) return;
    this.#leave();
    this.closing = true;
    // Otherwise `connectionLost` is on its way already.
    if (this.lost) return;
    const reason = 'the FileHandle of the pipe was closed by somebody else';
    this.loseConnection(systemError(-constants.errno.EBADF, 'close', { reason }));
  }
}

showAsText(PipeTransport.prototype);
