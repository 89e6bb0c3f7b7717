import { constants } from 'node:os';
import { systemError } from '@tsyncio/core/area';
import type { FakeProcess } from './fake-process.ts';
import type { OpenFile, Watcher } from './open-file.ts';
import { Pending } from './pending.ts';

/** Try a call; `undefined` when it would block. */
type Attempt<T> = (file: OpenFile) => T | undefined;

interface Call {
  readonly syscall: string;
  /** Whether it has settled. */
  readonly attempt: (file: OpenFile) => boolean;
  readonly fail: (error: unknown) => void;
}

const { EBADF } = constants.errno;

/**
 * Calls of a process on one of its descriptors, one after the other. Each takes a step of the process; one that would block is tried again
 * when the file changed.
 *
 *   call ──step──► attempt ──settled──► the next call
 *          ▲──change──┘ would block
 */
export class CallLine implements Watcher {
  readonly #process: FakeProcess;
  readonly #fd: number;
  readonly #calls: Call[] = [];
  #watched: OpenFile | null = null;

  constructor(process: FakeProcess, fd: number) {
    this.#process = process;
    this.#fd = fd;
    process.lines.add(this);
  }

  call<T>(syscall: string, attempt: Attempt<T>): Pending<T> {
    this.#process.refuseEnded();
    const pending = new Pending<T>();
    this.#calls.push({
      syscall,
      attempt: (file) => {
        const value = attempt(file);
        if (value === undefined) return false;
        this.#next();
        pending.settle({ value });
        return true;
      },
      fail: (error) => {
        this.#next();
        pending.settle({ error });
      },
    });
    if (this.#calls.length === 1) this.#soon();
    return pending;
  }

  onChange(): void {
    if (this.#watched === null) return;
    this.#forget();
    this.#soon();
  }

  onClosed(): void {
    this.onChange();
  }

  /** What it waits for, in words; `undefined` when nothing. */
  waiting(): string | undefined {
    return this.#watched === null ? undefined : `to ${this.#calls[0]?.syscall} descriptor ${this.#fd}`;
  }

  /** The process has ended. */
  drop(): void {
    this.#forget();
    this.#calls.length = 0;
  }

  #soon(): void {
    this.#process.soon(() => this.#try());
  }

  #try(): void {
    const [call] = this.#calls;
    if (call === undefined) return;
    const file = this.#process.descriptors.get(this.#fd);
    if (file === undefined) return call.fail(systemError(-EBADF, call.syscall));
    try {
      if (!call.attempt(file)) this.#wait(file);
    } catch (error) {
      call.fail(error);
    }
  }

  #wait(file: OpenFile): void {
    // A signal may have ended it in the middle of the call.
    if (this.#process.hasEnded) return;
    this.#watched = file;
    file.watch(this);
  }

  #forget(): void {
    this.#watched?.unwatch(this);
    this.#watched = null;
  }

  #next(): void {
    this.#calls.shift();
    if (this.#calls.length > 0) this.#soon();
  }
}
