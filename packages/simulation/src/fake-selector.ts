import { constants } from 'node:os';
import { type Poller, READABLE, WRITABLE } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { HANGUP, type OpenFile, type Watcher } from './open-file.ts';

/** How many ready descriptors one poll can tell. */
const BATCH = 1024;
const { EBADF, EEXIST, ENOENT } = constants.errno;

interface Watch extends Watcher {
  readonly fd: number;
  readonly file: OpenFile;
  interest: number;
}

/**
 * Level-triggered readiness of simulated descriptors: what is watched is an open file under a number. It stays watched when the number is
 * closed, until the file is, or until something is said of the number again: as the native kernel has it.
 */
export class FakeSelector implements Poller {
  readonly events: Int32Array = new Int32Array(2 * BATCH);
  /** Called when a watched descriptor became ready. */
  onReady: () => void = () => {};
  readonly #table: DescriptorTable;
  readonly #choices: Choices;
  readonly #watches = new Set<Watch>();
  /** The same by their numbers: more than one where a number was closed and used again. */
  readonly #numbers = new Map<number, Watch[]>();
  /** Those that may be ready, in the order in which they became so. */
  readonly #candidates = new Set<Watch>();
  #closed = false;

  constructor(table: DescriptorTable, choices: Choices) {
    this.#table = table;
    this.#choices = choices;
  }

  register(fd: number, interest: number): number {
    this.refuseClosed();
    const file = this.#table.at(fd);
    this.#dropStale(fd, file);
    if (file === undefined) return -EBADF;
    if (this.#find(fd, file) !== undefined) return -EEXIST;
    const watch: Watch = { fd, file, interest, onChange: () => this.#consider(watch), onClosed: () => this.#drop(watch) };
    this.#watches.add(watch);
    this.#numbers.set(fd, [...this.#at(fd), watch]);
    file.watch(watch);
    this.#consider(watch);
    return 0;
  }

  modify(fd: number, interest: number): number {
    this.refuseClosed();
    const file = this.#table.at(fd);
    this.#dropStale(fd, file);
    if (file === undefined) return -EBADF;
    const watch = this.#find(fd, file);
    if (watch === undefined) return -ENOENT;
    watch.interest = interest;
    this.#consider(watch);
    return 0;
  }

  unregister(fd: number): number {
    this.refuseClosed();
    const file = this.#table.at(fd);
    this.#dropStale(fd, file);
    if (file === undefined) return -EBADF;
    const watch = this.#find(fd, file);
    if (watch === undefined) return -ENOENT;
    this.#drop(watch);
    return 0;
  }

  hasReady(): boolean {
    for (const watch of this.#candidates) if (readinessOf(watch) !== 0) return true;
    return false;
  }

  /** Fill `events` with what is ready; how many that are. */
  fill(): number {
    this.refuseClosed();
    let count = 0;
    for (const watch of [...this.#candidates]) {
      if (count === BATCH) break;
      const readiness = readinessOf(watch);
      // Reported ones go to the end of the queue, so that those behind a full batch come first next time.
      this.#candidates.delete(watch);
      if (readiness === 0) continue;
      this.#candidates.add(watch);
      this.events[2 * count] = watch.fd;
      this.events[2 * count + 1] = readiness;
      count++;
    }
    this.#choices.order(this.events, count);
    return count;
  }

  /** What is waited for, in words. */
  waiting(): readonly string[] {
    return Array.from(this.#watches, ({ fd, file, interest }) => `descriptor ${fd} (${file.describe()}) to be ${wordsFor(interest)}`);
  }

  close(): void {
    for (const watch of [...this.#watches]) this.#drop(watch);
    this.#closed = true;
  }

  refuseClosed(): void {
    if (this.#closed) throw new TypeError('this simulated kernel is closed');
  }

  #consider(watch: Watch): void {
    if (readinessOf(watch) === 0) return;
    this.#candidates.add(watch);
    this.onReady();
  }

  #at(fd: number): readonly Watch[] {
    return this.#numbers.get(fd) ?? [];
  }

  // Whoever speaks of the number now does not mean what it stood for before.
  #dropStale(fd: number, file: OpenFile | undefined): void {
    for (const watch of this.#at(fd)) if (watch.file !== file) this.#drop(watch);
  }

  #find(fd: number, file: OpenFile): Watch | undefined {
    return this.#at(fd).find((watch) => watch.file === file);
  }

  #drop(watch: Watch): void {
    watch.file.unwatch(watch);
    this.#candidates.delete(watch);
    this.#watches.delete(watch);
    const left = this.#at(watch.fd).filter((other) => other !== watch);
    if (left.length > 0) this.#numbers.set(watch.fd, left);
    else this.#numbers.delete(watch.fd);
  }
}

function readinessOf({ file, interest }: Watch): number {
  const readiness = file.readiness();
  return (readiness & HANGUP) === 0 ? readiness & interest : READABLE | WRITABLE;
}

function wordsFor(interest: number): string {
  return [interest & READABLE ? 'readable' : '', interest & WRITABLE ? 'writable' : ''].filter((word) => word !== '').join(' or ');
}
