import { Pending } from './pending.ts';

type Steps<T> = Generator<Pending<unknown>, T, unknown>;
/** What code that goes on by itself gives. */
export type Routine<T> = T | PromiseLike<T> | Steps<T>;

/** Who runs it. */
export interface Runner<T> {
  /** It must not go on: its process has ended. */
  readonly hasEnded: boolean;
  onDone(value: T): void;
  onError(error: unknown): void;
  /** It is an async function. */
  onAsync?(): void;
}

/** Run a function, an async function or a generator function to its end. */
export function runRoutine<T>(start: () => Routine<T>, runner: Runner<T>): void {
  let routine: Routine<T>;
  try {
    routine = start();
  } catch (error) {
    return runner.onError(error);
  }
  if (routine instanceof Pending) return advance(routine[Symbol.iterator]() as Steps<T>, runner);
  if (isSteps(routine)) return advance(routine, runner);
  if (!isThenable(routine)) return runner.onDone(routine);
  runner.onAsync?.();
  routine.then(
    (value) => runner.onDone(value),
    (error) => runner.onError(error),
  );
}

function advance<T>(steps: Steps<T>, runner: Runner<T>): void {
  while (!runner.hasEnded) {
    const pending = next(steps, runner);
    if (pending === null) return;
    if (pending.isSettled) continue;
    return pending.whenSettled(() => advance(steps, runner));
  }
}

/** What it waits for next; `null` when it came to its end. */
function next<T>(steps: Steps<T>, runner: Runner<T>): Pending<unknown> | null {
  try {
    const result = steps.next();
    if (result.done === true) runner.onDone(result.value);
    else if (result.value instanceof Pending) return result.value;
    else throw new TypeError('a simulated program may wait only for what its child gives: write yield*, as in yield* child.stdin.read()');
  } catch (error) {
    runner.onError(error);
  }
  return null;
}

function isSteps<T>(routine: Routine<T>): routine is Steps<T> {
  return typeof (routine as Partial<Steps<T>> | undefined)?.next === 'function' && Symbol.iterator in (routine as object);
}

function isThenable<T>(routine: Routine<T>): routine is PromiseLike<T> {
  return typeof (routine as Partial<PromiseLike<T>> | undefined)?.then === 'function';
}
