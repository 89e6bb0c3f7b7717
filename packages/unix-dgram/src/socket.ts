import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { nextTick } from 'node:process';
import { kindOf, type SystemError, systemError } from '@tsyncio/core/area';
import { type CongestionError, congestionError } from './congestion-error.ts';
import { bytesOf, checkPath, sliceOf } from './send-arguments.ts';
import { type Outcome, threadPoll, type Watched } from './thread-poll.ts';

/** Who sent a message. */
export interface RemoteInfo {
  /** The length of the message. */
  readonly size: number;
  /** Empty: there is nothing but the path. */
  readonly address: Record<string, never>;
  /** The path that the sender is bound to; `null` when it is bound to none. */
  readonly path: string | null;
}

export interface SocketEvents {
  /** `bind` succeeded. */
  listening: [];
  /** `connect` succeeded. */
  connect: [];
  message: [message: Buffer, info: RemoteInfo];
  /** This message was not sent, because the receiver's queue is full. Only when `send` got no callback. */
  congestion: [message: Uint8Array];
  /** After congestion: the receiver's queue has room again. */
  writable: [];
  error: [error: SystemError];
  close: [];
}

/** Called before `send` returns. */
export type SendCallback = (error?: SystemError | CongestionError) => void;

const { EAGAIN, EBADF, ENOBUFS, ENOTCONN } = constants.errno;
/** After a message that came alone, as many are taken without looking whether there is another. */
const UNLOOKED = 8;

/** A Unix datagram socket. Events and callbacks are synchronous, apart from `message`, `writable` and `close`. */
export class Socket extends EventEmitter<SocketEvents> {
  readonly type: 'unix_dgram';
  /** Whether `connect` succeeded. */
  connected = false;
  #fd: number;
  #peer: string | null = null;
  /** The path of the last message, which has been checked. */
  #lastPath: string | null = null;
  #congested = false;
  /** Messages that were found by looking again and again. */
  #inRow = 0;
  #unlooked = 0;

  constructor(type: 'unix_dgram', listener?: (message: Buffer, info: RemoteInfo) => void) {
    super();
    if (type !== 'unix_dgram') throw new TypeError(`the type of a socket must be 'unix_dgram', got ${describe(type)}`);
    this.type = type;
    this.#fd = threadPoll.open();
    if (this.#fd < 0) throw systemError(this.#fd, 'socket');
    threadPoll.watch(this.#watched());
    if (typeof listener === 'function') this.on('message', listener);
  }

  /** Its descriptor; -1 once closed. */
  get fd(): number {
    return this.#fd;
  }

  /**
   * Receive at `path`: 'listening', or 'error'. A path that begins with a zero byte is a name in Linux's abstract namespace, and an empty
   * one asks for such a name.
   */
  bind(path: string): void {
    const answer = this.#call((fd) => threadPoll.calls.bind(fd, checkPath('bind', path)));
    if (answer < 0) this.emit('error', systemError(answer, 'bind', { address: path }));
    else this.emit('listening');
  }

  /** From now on `send` without a path sends to `path`: 'connect', or 'error'. */
  connect(path: string): void {
    const answer = this.#call((fd) => threadPoll.calls.connect(fd, checkPath('connect', path)));
    if (answer < 0) {
      this.emit('error', systemError(answer, 'connect', { address: path }));
      return;
    }
    this.connected = true;
    this.#peer = path;
    this.emit('connect');
  }

  /**
   * Send a message: all of `message` to the path the socket is connected to, or `length` bytes from `offset` on to `path`.
   *
   * With a callback, that is told what came of it. Without, an error is emitted as 'error' and congestion as 'congestion'.
   */
  send(message: Uint8Array | DataView, callback?: SendCallback): void;
  send(message: Uint8Array | DataView, offset: number, length: number, path?: string, callback?: SendCallback): void;
  send(
    message: Uint8Array | DataView,
    offset?: number | SendCallback,
    length?: number,
    path?: string | null,
    callback?: SendCallback,
  ): void {
    const bytes = bytesOf(message);
    if (typeof offset === 'number')
      this.#send(sliceOf(bytes, offset, length as number), path == null ? this.#peer : this.#check(path), callback);
    else this.#send(bytes, this.#peer, offset);
  }

  /** The same as {@link send}. */
  sendto(message: Uint8Array | DataView, offset: number, length: number, path?: string, callback?: SendCallback): void {
    this.send(message, offset, length, path, callback);
  }

  /** The same as {@link send}. */
  send_to(message: Uint8Array | DataView, offset: number, length: number, path?: string, callback?: SendCallback): void {
    this.send(message, offset, length, path, callback);
  }

  /** Close the socket at once, then 'close'. The file it was bound to stays. A closed socket cannot be closed again: `EBADF`. */
  close(): void {
    const answer = this.#call((fd) => threadPoll.close(fd));
    this.#fd = -1;
    if (answer < 0) throw systemError(answer, 'close');
    nextTick(() => this.emit('close'));
  }

  #check(path: string): string {
    if (path !== this.#lastPath) this.#lastPath = checkPath('send', path);
    return path;
  }

  #call(call: (fd: number) => number): number {
    return this.#fd < 0 ? -EBADF : call(this.#fd);
  }

  #send(bytes: Uint8Array, path: string | null, callback: SendCallback | undefined): void {
    const toPeer = path === this.#peer;
    const answer = this.#trySend(bytes, path, toPeer);
    const congested = toPeer && (answer === -EAGAIN || answer === -ENOBUFS);
    if (congested) this.#awaitRoom();
    if (typeof callback === 'function') {
      if (answer >= 0) callback();
      else callback(congested ? congestionError(answer) : sendError(answer, path));
    } else if (congested) {
      this.emit('congestion', bytes);
    } else if (answer < 0) {
      this.emit('error', sendError(answer, path));
    }
  }

  #trySend(bytes: Uint8Array, path: string | null, toPeer: boolean): number {
    if (this.#fd < 0) return -EBADF;
    if (path === null) return -ENOTCONN;
    return toPeer ? threadPoll.calls.send(this.#fd, bytes, 0, 0) : threadPoll.calls.sendto(this.#fd, bytes, path, 0);
  }

  #awaitRoom(): void {
    if (this.#congested) return;
    this.#congested = true;
    threadPoll.watchWritable(this.#fd, true);
  }

  #watched(): Watched {
    return { fd: this.#fd, onReadable: () => this.#onReadable(), onWritable: () => this.#onWritable() };
  }

  #onReadable(): Outcome {
    if (this.#fd < 0) return 'nothing';
    const datagram = threadPoll.receive(this.#fd);
    if (typeof datagram !== 'number') {
      const outcome = this.#lookAgain();
      const { message, path } = datagram;
      this.emit('message', message, { size: message.length, address: {}, path: path === '' ? null : path });
      return outcome;
    }
    if (datagram !== -EAGAIN) {
      this.emit('error', systemError(datagram, 'recv'));
      return 'called';
    }
    if (this.#inRow === 1) this.#unlooked = UNLOOKED;
    this.#inRow = 0;
    return 'nothing';
  }

  // To look for a further message is for nothing when messages come one by one, and saves a turn each when they come in bursts.
  #lookAgain(): Outcome {
    if (this.#unlooked > 0) {
      this.#unlooked -= 1;
      return 'called';
    }
    this.#inRow += 1;
    return 'called, and there may be more';
  }

  #onWritable(): Outcome {
    if (this.#fd < 0 || !this.#congested) return 'nothing';
    this.#congested = false;
    threadPoll.watchWritable(this.#fd, false);
    this.emit('writable');
    return 'called';
  }
}

function sendError(errno: number, path: string | null): SystemError {
  return systemError(errno, 'send', path === null ? { reason: 'the socket is not connected: send() needs a path' } : { address: path });
}

function describe(type: unknown): string {
  return typeof type === 'string' ? `'${type}'` : kindOf(type);
}
