import { isMainThread } from 'node:worker_threads';
import type { Task } from '@tsyncio/core';
import { catchAlways, catchOnce } from '@tsyncio/native';
import { isSignalHandled } from '@tsyncio/signals';

/** Marks the listeners of this class, in every copy of this package. */
const OURS = Symbol.for('tsyncio:interruption');

/**
 * Lets SIGINT cancel a task, once; the next SIGINT does what the system does, which is to end the process, busy as it may be.
 *
 * Who handles SIGINT otherwise, with `process.on` or with `loop.addSignalHandler`, decides alone: then nothing happens here.
 */
export class Interruption {
  readonly #task: Task<unknown>;
  readonly #listener: (() => void) | null;
  readonly #onNewListener = (event: string | symbol, listener: object): void => {
    if (event === 'SIGINT' && !isOurs(listener)) catchAlways('SIGINT');
  };
  /** Whether it cancelled the task. */
  came = false;

  constructor(task: Task<unknown>) {
    this.#task = task;
    this.#listener = isMainThread && !isHandledOtherwise() ? Object.assign(() => this.#interrupt(), { [OURS]: true }) : null;
    if (this.#listener === null) return;
    process.on('SIGINT', this.#listener);
    if (catchOnce('SIGINT')) process.on('newListener', this.#onNewListener);
  }

  /** Listen no more. */
  end(): void {
    if (this.#listener === null) return;
    process.off('newListener', this.#onNewListener);
    process.off('SIGINT', this.#listener);
  }

  #interrupt(): void {
    if (isHandledOtherwise()) return;
    this.end();
    this.came = this.#task.cancel();
  }
}

const isOurs = (listener: object): boolean => OURS in listener;

function isHandledOtherwise(): boolean {
  return isSignalHandled('SIGINT') || !process.listeners('SIGINT').every(isOurs);
}
