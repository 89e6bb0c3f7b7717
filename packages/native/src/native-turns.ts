import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { type Clock, type Poller, systemError, type Turns } from '@tsyncio/core/area';
import type { Binding, HostedPoll } from './binding.ts';

const { EBADF } = constants.errno;
/** How many ready descriptors one poll can tell. */
const BATCH = 1024;

/**
 * A worker thread that is terminated learns of it when it returns to JavaScript, so it does that while it waits; in milliseconds. The main
 * thread ends with its process.
 */
const LONGEST_BLOCK = isMainThread ? Number.POSITIVE_INFINITY : 100;

/**
 * A private poller, watched by Node's own loop. Each time it has something, the addon fills `events` and enters JavaScript once.
 */
export class NativeTurns implements Turns, Poller {
  readonly events: Int32Array = new Int32Array(2 * BATCH);
  readonly #binding: Binding;
  readonly #clock: Clock;
  #poll: HostedPoll | null;
  #turn: (events: number) => void = () => {};
  #running = false;
  /**
   * What the timer in the poller was set to last; when that is past, it is not set. A later deadline leaves it: one turn too many costs
   * less than setting it each time.
   */
  #timer = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | null = null;

  constructor(binding: Binding, clock: Clock, poller: string) {
    this.#binding = binding;
    this.#clock = clock;
    const poll = binding.pollOpen((count) => this.#enter(count), this.events, poller);
    if (typeof poll === 'number') throw systemError(poll, `open ${poller}`);
    this.#poll = poll;
  }

  attach(turn: (events: number) => void): void {
    this.#turn = turn;
  }

  start(): void {
    this.#running = true;
    this.#check(this.#binding.pollStart(this.#opened()), 'uv_poll_start');
  }

  stop(): void {
    this.#running = false;
    this.#disarm();
    this.#binding.pollStop(this.#opened());
  }

  arm(deadline: number): void {
    if (deadline === 0) {
      if (this.#running) this.#immediate ??= setImmediate(() => this.#enter(this.poll()));
      return;
    }
    this.#disarm();
    if (deadline < this.#timer || (deadline < Number.POSITIVE_INFINITY && this.#timer <= this.#clock.now())) this.#setTimer(deadline);
  }

  wake(): void {
    this.#binding.pollWake(this.#opened());
  }

  poll(): number {
    return Math.max(this.#binding.pollNow(this.#opened()), 0);
  }

  pollSync(deadline: number): number {
    const now = this.#clock.now();
    if (deadline <= now) return this.poll();
    const until = Math.min(deadline, now + LONGEST_BLOCK);
    if (until < this.#timer || this.#timer <= now) this.#setTimer(until);
    return Math.max(this.#binding.pollBlocking(this.#opened()), 0);
  }

  register(fd: number, interest: number): number {
    return this.#binding.pollRegister(this.#opened(), fd, interest);
  }

  modify(fd: number, interest: number): number {
    return this.#binding.pollModify(this.#opened(), fd, interest);
  }

  unregister(fd: number): number {
    return this.#poll === null ? -EBADF : this.#binding.pollUnregister(this.#poll, fd);
  }

  close(): void {
    if (this.#poll === null) return;
    this.#disarm();
    this.#binding.pollClose(this.#poll);
    this.#poll = null;
  }

  #enter(count: number): void {
    this.#disarm();
    this.#turn(count);
  }

  #setTimer(deadline: number): void {
    this.#timer = deadline;
    this.#check(this.#binding.pollSetDeadline(this.#opened(), deadline - this.#clock.now()), 'set a deadline');
  }

  #disarm(): void {
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#immediate = null;
  }

  #opened(): HostedPoll {
    if (this.#poll === null) throw new TypeError('this native kernel is closed');
    return this.#poll;
  }

  #check(answer: number, syscall: string): void {
    if (answer < 0) throw systemError(answer, syscall);
  }
}
