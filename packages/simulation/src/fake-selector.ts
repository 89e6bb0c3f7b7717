import { constants } from 'node:os';
import { type Poller, READABLE, WRITABLE } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { HANGUP, type OpenFile } from './open-file.ts';

/** How many ready descriptors one poll can tell. */
const BATCH = 1024;
const { EBADF, EEXIST, ENOENT } = constants.errno;

interface Watch {
  readonly file: OpenFile;
  interest: number;
}

/** Level-triggered readiness of simulated descriptors, as epoll has it. */
export class FakeSelector implements Poller {
  readonly events: Int32Array = new Int32Array(2 * BATCH);
  /** Called when a watched descriptor became ready. */
  onReady: () => void = () => {};
  readonly #table: DescriptorTable;
  readonly #choices: Choices;
  readonly #watches = new Map<number, Watch>();
  /** Those that may be ready, in the order in which they became so. */
  readonly #candidates = new Set<number>();
  #closed = false;

  constructor(table: DescriptorTable, choices: Choices) {
    this.#table = table;
    this.#choices = choices;
  }

  register(fd: number, interest: number): number {
    this.refuseClosed();
    const file = this.#table.at(fd);
    if (file === undefined) return -EBADF;
    if (this.#watches.has(fd)) return -EEXIST;
    this.#watches.set(fd, { file, interest });
    file.onChange = () => this.#consider(fd);
    this.#consider(fd);
    return 0;
  }

  modify(fd: number, interest: number): number {
    this.refuseClosed();
    if (this.#table.at(fd) === undefined) return -EBADF;
    const watch = this.#watches.get(fd);
    if (watch === undefined) return -ENOENT;
    watch.interest = interest;
    this.#consider(fd);
    return 0;
  }

  unregister(fd: number): number {
    this.refuseClosed();
    if (this.#table.at(fd) === undefined) return -EBADF;
    return this.forget(fd) ? 0 : -ENOENT;
  }

  /** Drop a descriptor that is being closed; whether it was watched. */
  forget(fd: number): boolean {
    const watch = this.#watches.get(fd);
    if (watch === undefined) return false;
    watch.file.onChange = () => {};
    this.#candidates.delete(fd);
    return this.#watches.delete(fd);
  }

  hasReady(): boolean {
    for (const fd of this.#candidates) if (this.#readiness(fd) !== 0) return true;
    return false;
  }

  /** Fill `events` with what is ready; how many that are. */
  fill(): number {
    this.refuseClosed();
    let count = 0;
    for (const fd of [...this.#candidates]) {
      if (count === BATCH) break;
      const readiness = this.#readiness(fd);
      // Reported ones go to the end of the queue, so that those behind a full batch come first next time.
      this.#candidates.delete(fd);
      if (readiness === 0) continue;
      this.#candidates.add(fd);
      this.events[2 * count] = fd;
      this.events[2 * count + 1] = readiness;
      count++;
    }
    this.#choices.order(this.events, count);
    return count;
  }

  /** What is waited for, in words. */
  waiting(): readonly string[] {
    return Array.from(this.#watches, ([fd, { file, interest }]) => `descriptor ${fd} (${file.describe()}) to be ${wordsFor(interest)}`);
  }

  close(): void {
    for (const fd of [...this.#watches.keys()]) this.forget(fd);
    this.#closed = true;
  }

  refuseClosed(): void {
    if (this.#closed) throw new TypeError('this simulated kernel is closed');
  }

  #consider(fd: number): void {
    if (this.#readiness(fd) === 0) return;
    this.#candidates.add(fd);
    this.onReady();
  }

  #readiness(fd: number): number {
    const { file, interest } = this.#watches.get(fd) as Watch;
    const readiness = file.readiness();
    return (readiness & HANGUP) === 0 ? readiness & interest : READABLE | WRITABLE;
  }
}

function wordsFor(interest: number): string {
  return [interest & READABLE ? 'readable' : '', interest & WRITABLE ? 'writable' : ''].filter((word) => word !== '').join(' or ');
}
