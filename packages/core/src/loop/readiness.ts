import { constants } from 'node:os';
import { NotImplementedError } from '../errors.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';
import { type Poller, READABLE, WRITABLE } from '../interfaces/kernel/poller.ts';
import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import type { LoopHandle } from '../queue/loop-handle.ts';
import type { ReadyQueue } from '../queue/ready-queue.ts';
import { realm } from '../realm.ts';
import { systemError } from '../system-error.ts';
import { closedError } from './closed-error.ts';
import type { WatchedDescriptors } from './watched-descriptors.ts';

const { EBADF, ENOENT, EPERM } = constants.errno;

class Watch {
  reader: LoopHandle | null = null;
  writer: LoopHandle | null = null;
}

/** Which handle waits for which descriptor: asyncio's selector map. One reader and one writer each. */
export class Readiness implements WatchedDescriptors {
  readonly sockets: SocketCalls | undefined;
  readonly #poller: Poller | undefined;
  readonly #ready: ReadyQueue;
  readonly #watches: (Watch | undefined)[] = [];
  readonly #owned: (true | undefined)[] = [];
  /** How many descriptors are watched. */
  size = 0;
  #closed = false;

  constructor({ poller, sockets }: Pick<Kernel, 'poller' | 'sockets'>, ready: ReadyQueue) {
    this.sockets = sockets;
    this.#poller = poller;
    this.#ready = ready;
  }

  /** Put `handle` into the ready queue in each turn in which `fd` can be read; replaces and cancels an earlier one. */
  setReader(fd: number, handle: LoopHandle): void {
    const watch = this.#watches[fd];
    const previous = watch?.reader;
    this.#setInterest(fd, watch, READABLE | (watch?.writer == null ? 0 : WRITABLE));
    this.#watch(fd).reader = handle;
    if (previous !== handle) previous?.cancel();
  }

  setWriter(fd: number, handle: LoopHandle): void {
    const watch = this.#watches[fd];
    const previous = watch?.writer;
    this.#setInterest(fd, watch, WRITABLE | (watch?.reader == null ? 0 : READABLE));
    this.#watch(fd).writer = handle;
    if (previous !== handle) previous?.cancel();
  }

  /** Whether there was one. With `only`, nothing happens unless the reader is that one. */
  removeReader(fd: number, only?: LoopHandle): boolean {
    const watch = this.#watches[fd];
    if (watch?.reader == null || (only !== undefined && watch.reader !== only)) return false;
    watch.reader.cancel();
    watch.reader = null;
    this.#afterRemoval(fd, watch);
    return true;
  }

  removeWriter(fd: number, only?: LoopHandle): boolean {
    const watch = this.#watches[fd];
    if (watch?.writer == null || (only !== undefined && watch.writer !== only)) return false;
    watch.writer.cancel();
    watch.writer = null;
    this.#afterRemoval(fd, watch);
    return true;
  }

  /** As `removeReader`, for a handle that will be set again: it is not cancelled. */
  pauseReader(fd: number, reader: LoopHandle): void {
    const watch = this.#watches[fd];
    if (watch === undefined || watch.reader !== reader) return;
    watch.reader = null;
    this.#afterRemoval(fd, watch);
  }

  /** As `removeWriter`, for a handle that will be set again: it is not cancelled. */
  pauseWriter(fd: number, writer: LoopHandle): void {
    const watch = this.#watches[fd];
    if (watch === undefined || watch.writer !== writer) return;
    watch.writer = null;
    this.#afterRemoval(fd, watch);
  }

  /** Forget `fd` before it is closed. */
  remove(fd: number): void {
    this.removeReader(fd);
    this.removeWriter(fd);
  }

  forget(fd: number, how: 'close' | 'detach'): void {
    const watch = this.#watches[fd];
    if (watch === undefined) return;
    const { reader, writer } = watch;
    this.remove(fd);
    reader?.descriptorGone(how);
    writer?.descriptorGone(how);
  }

  /** Mark `fd` as a transport's, or no longer. */
  own(fd: number, owned: boolean): void {
    this.#owned[fd] = owned || undefined;
  }

  isOwned(fd: number): boolean {
    return this.#owned[fd] === true;
  }

  /** Queue the handles of the `count` entries of the poller's last events. */
  dispatch(count: number): void {
    const { events } = this.#poller as Poller;
    for (let i = 0; i < count * 2; i += 2) {
      const fd = events[i] as number;
      const watch = this.#watches[fd];
      const what = events[i + 1] as number;
      if (watch === undefined) continue;
      if ((what & READABLE) !== 0 && watch.reader !== null && !this.#queue(watch.reader)) this.removeReader(fd);
      if ((what & WRITABLE) !== 0 && watch.writer !== null && !this.#queue(watch.writer)) this.removeWriter(fd);
    }
  }

  /** The loop closes: forget all of them, and take no more. */
  close(): void {
    this.#closed = true;
    for (const fd of Object.keys(this.#watches)) this.remove(Number(fd));
  }

  /** Not when somebody cancelled it: its descriptor would go on being ready, turn after turn. */
  #queue(handle: LoopHandle): boolean {
    if (handle.isCancelled) return false;
    this.#ready.push(handle);
    return true;
  }

  #watch(fd: number): Watch {
    let watch = this.#watches[fd];
    if (watch === undefined) {
      watch = new Watch();
      this.#watches[fd] = watch;
      if (this.size++ === 0) realm.watching.add(this);
    }
    return watch;
  }

  #setInterest(fd: number, watch: Watch | undefined, interest: number): void {
    // Whoever was waiting for something else before it came to watch.
    if (this.#closed) throw closedError();
    if (this.#poller === undefined)
      throw new NotImplementedError('this loop cannot poll descriptors: create it on a kernel that can, such as nativeKernel()');
    let answer = watch === undefined ? this.#poller.register(fd, interest) : this.#poller.modify(fd, interest);
    // Closed behind our back, which makes the system forget it, and given to someone else since.
    if (watch !== undefined && answer === -ENOENT) answer = this.#poller.register(fd, interest);
    if (answer < 0) throw systemError(answer, 'poll', { reason: `descriptor ${fd} cannot be watched${why(answer)}` });
  }

  #afterRemoval(fd: number, watch: Watch): void {
    if (watch.reader === null && watch.writer === null) {
      this.#watches[fd] = undefined;
      if (--this.size === 0) realm.watching.delete(this);
      this.#poller?.unregister(fd);
    } else {
      this.#poller?.modify(fd, watch.reader === null ? WRITABLE : READABLE);
    }
  }
}

function why(answer: number): string {
  if (answer === -EPERM) return ': it is a regular file, or another that is always ready; read and write it without waiting';
  return answer === -EBADF ? ': it is not open' : '';
}
