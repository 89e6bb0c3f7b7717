import { isMainThread } from 'node:worker_threads';
import type { Task } from '@tsyncio/core';
import { catchAlways, catchOnce, endCatchOnce, wasCaughtOnce } from '@tsyncio/native';
import { isSignalHandled } from '@tsyncio/signals';

/** Marks the listener of this module, in every copy of this package. */
const OURS = Symbol.for('tsyncio:interruption');

/** What the next SIGINT interrupts. All of them share one listener: `process` warns of many. */
const going = new Set<Interruption>();

/** Whether the addon sees to it that the listener is called for one SIGINT only. */
let once = false;

/**
 * Lets SIGINT cancel a task, once; the next SIGINT does what the system does, which is to end the process, busy as it may be.
 *
 * Who handles SIGINT otherwise, with `process.on` or with `loop.addSignalHandler`, decides alone: then nothing happens here.
 */
export class Interruption {
  readonly #task: Task<unknown>;
  /** Whether it cancelled the task. */
  came = false;

  constructor(task: Task<unknown>) {
    this.#task = task;
    if (!isMainThread || isHandledOtherwise()) return;
    listen();
    going.add(this);
  }

  /** Listen no more. */
  end(): void {
    if (going.delete(this) && going.size === 0) stopListening();
  }

  interrupt(): void {
    this.came = this.#task.cancel();
  }
}

// Node gives the number of the signal; whoever emits the event themselves does not.
const onInterrupt: (name?: string, signo?: number) => void = Object.assign(
  (_name?: string, signo?: number) => {
    if (isHandledOtherwise()) return;
    // It was handled otherwise when it came, by somebody who has stopped since: in answer to this very signal, maybe.
    if (once && signo !== undefined && !wasCaughtOnce('SIGINT')) return;
    stopListening();
    const interrupted = [...going];
    going.clear();
    for (const interruption of interrupted) interruption.interrupt();
  },
  { [OURS]: true },
);

function onNewListener(event: string | symbol, listener: object): void {
  if (event === 'SIGINT' && !isOurs(listener)) catchAlways('SIGINT');
}

function onRemoveListener(event: string | symbol, listener: object): void {
  if (event !== 'SIGINT') return;
  if (listener === onInterrupt) stopListening();
  else if (!isOurs(listener) && process.listeners('SIGINT').every(isOurs)) catchOnce('SIGINT');
}

function listen(): void {
  if (process.listeners('SIGINT').includes(onInterrupt)) return;
  process.on('SIGINT', onInterrupt);
  once = catchOnce('SIGINT');
  if (once) process.on('newListener', onNewListener).on('removeListener', onRemoveListener);
}

function stopListening(): void {
  process.off('newListener', onNewListener).off('removeListener', onRemoveListener).off('SIGINT', onInterrupt);
  if (once && !process.listeners('SIGINT').some(isOurs)) endCatchOnce('SIGINT');
}

const isOurs = (listener: object): boolean => OURS in listener;

function isHandledOtherwise(): boolean {
  return isSignalHandled('SIGINT') || !process.listeners('SIGINT').every(isOurs);
}
