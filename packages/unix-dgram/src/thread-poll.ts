import { nextTick } from 'node:process';
import { READABLE, type SocketCalls, systemError, WRITABLE } from '@tsyncio/core/area';
import { type NativeKernel, nativeKernel } from '@tsyncio/native';
import { type Datagram, ReceiveSpace } from './receive-space.ts';

/** What came of looking after a ready socket. */
export type Outcome = 'nothing' | 'called' | 'called, and there may be more';

/** A socket as the poll sees it. */
export interface Watched {
  readonly fd: number;
  /** Take one datagram, and call listeners at most once. */
  onReadable(): Outcome;
  onWritable(): Outcome;
}

interface Ready {
  readonly socket: Watched;
  readonly to: 'read' | 'write';
}

interface Opened {
  readonly kernel: NativeKernel;
  readonly space: ReceiveSpace;
}

/** How many datagrams of one socket are delivered before other sockets, and Node's own loop, have their turn. */
const BURST = 32;

const settled = Promise.resolve();

/**
 * The one poller of this thread, shared by its sockets: open while there are any, and keeping the process alive for so long.
 *
 *   turn:  ready sockets ──► listener ──► ticks and promise continuations that it caused ──► listener ──► …
 *
 * As with Node's own sockets, ticks and chains of promises that a message caused are done before the next message. Only a tick that is
 * asked for at the end of such a chain comes after it.
 */
export class ThreadPoll {
  readonly #watched = new Map<number, Watched>();
  #opened: Opened | null = null;
  #closing = false;
  readonly #ready: Ready[] = [];
  #next = 0;
  #burst = 0;

  /** Open a socket, or answer a negated error number. */
  open(): number {
    const { AF_UNIX = 1, SOCK_DGRAM = 2 } = this.#open().kernel.sockets.constants;
    const fd = this.calls.open(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0) this.#closeSoon();
    return fd;
  }

  get calls(): SocketCalls {
    return this.#open().kernel.sockets;
  }

  watch(socket: Watched): void {
    const { kernel } = this.#open();
    const answer = kernel.poller.register(socket.fd, READABLE);
    if (answer < 0) {
      kernel.sockets.close(socket.fd);
      this.#closeSoon();
      throw systemError(answer, 'epoll_ctl');
    }
    this.#watched.set(socket.fd, socket);
    if (this.#watched.size === 1) kernel.turns.start();
  }

  /** Call `onWritable` too, or no more. */
  watchWritable(fd: number, wanted: boolean): void {
    this.#open().kernel.poller.modify(fd, wanted ? READABLE | WRITABLE : READABLE);
  }

  receive(fd: number): Datagram | number {
    return this.#open().space.receive(fd);
  }

  /** Close a socket; a negated error number when the system says so. */
  close(fd: number): number {
    const { kernel } = this.#open();
    this.#watched.delete(fd);
    kernel.poller.unregister(fd);
    const answer = kernel.sockets.close(fd);
    if (this.#watched.size === 0) {
      kernel.turns.stop();
      this.#closeSoon();
    }
    return answer;
  }

  #open(): Opened {
    if (this.#opened !== null) return this.#opened;
    const kernel = nativeKernel();
    try {
      kernel.turns.attach((count) => this.#turn(count));
      this.#opened = { kernel, space: new ReceiveSpace(kernel.sockets) };
      return this.#opened;
    } catch (error) {
      kernel.close();
      throw error;
    }
  }

  // Not now: the last socket may be closed by a listener, in the middle of a turn.
  #closeSoon(): void {
    if (this.#closing) return;
    this.#closing = true;
    setImmediate(() => {
      this.#closing = false;
      if (this.#watched.size > 0) return;
      this.#opened?.kernel.close();
      this.#opened = null;
    });
  }

  #turn(count: number): void {
    // What the turn before left is ready still, and reported again.
    this.#ready.length = 0;
    this.#next = 0;
    this.#burst = 0;
    const { events } = this.#open().kernel.poller;
    for (let index = 0; index < 2 * count; index += 2) {
      const socket = this.#watched.get(events[index] as number);
      if (socket === undefined) continue;
      const readiness = events[index + 1] as number;
      if (readiness & READABLE) this.#ready.push({ socket, to: 'read' });
      if (readiness & WRITABLE) this.#ready.push({ socket, to: 'write' });
    }
    try {
      this.#step();
    } catch (error) {
      // A turn does not throw. What a listener throws is an uncaught exception, as in every event of Node's.
      nextTick(() => {
        throw error;
      });
    }
  }

  /** One call of listeners; the next one follows when all is done that this one caused. */
  readonly #step = (): void => {
    try {
      while (this.#next < this.#ready.length) {
        const { socket, to } = this.#ready[this.#next] as Ready;
        const outcome = to === 'read' ? socket.onReadable() : socket.onWritable();
        this.#burst += 1;
        if (outcome !== 'called, and there may be more' || this.#burst === BURST) this.#advance();
        if (outcome !== 'nothing') break;
      }
    } finally {
      if (this.#next < this.#ready.length) settled.then(this.#afterMicrotasks);
    }
  };

  // A tick that is asked for by a microtask runs when no microtask is left.
  readonly #afterMicrotasks = (): void => nextTick(this.#step);

  #advance(): void {
    this.#next += 1;
    this.#burst = 0;
  }
}

/** The poll of this thread. */
export const threadPoll: ThreadPoll = new ThreadPoll();
