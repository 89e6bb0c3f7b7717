import type { ExceptionContext, Loop } from '@tsyncio/core';
import type { Value } from './trace.ts';

/** What cases use of core at run time, so that they run on any build of it. */
export type Core = typeof import('@tsyncio/core');

/**
 * One scenario, as data: it drives loops and traces what happens. Its twin of the same name in `oracle/cases/` does the same under CPython,
 * and both traces must be equal.
 */
export interface Case {
  /** `area/what-happens`, unique. */
  readonly name: string;
  /** The behaviour in a sentence. */
  readonly title: string;
  /** Lines of the catalogue that this case proves, by id. */
  readonly covers?: readonly string[];
  /** Abilities that the loop must have besides core's: 'sockets', 'threads'… It is skipped where one is missing. */
  readonly needs?: readonly string[];
  run(stage: Stage): void | PromiseLike<void>;
}

/** What a case gets. Its members can be taken off it: `const { trace } = stage`. */
export interface Stage {
  readonly core: Core;
  /**
   * A loop of its own for this case, closed after it. What reaches its default exception handler becomes a line of the trace,
   * `['report', …]`, except for what is found only when garbage is collected.
   */
  newLoop<Gives extends object = object>(): Loop & Gives;
  /** What the subject gives for one of the case's needs. */
  ability<T>(need: string): T;
  /** Add a line to the trace. @throws {TypeError} for a value that has no counterpart in Python. */
  trace(event: string, ...values: readonly unknown[]): void;
  /** Trace what `call` gives, or the error it throws; a promise is waited for, a future is not. */
  attempt(event: string, call: () => Promise<unknown>): Promise<void>;
  attempt(event: string, call: () => unknown): void;
  /**
   * The number of the present turn, counted by a callback that schedules itself from now on, for at most 500 turns. For scenarios of turns,
   * not of time: while it counts, virtual time stands still.
   */
  turns(loop: Loop): () => number;
  /** The name of an error's class in Python. Tracing an error traces this. */
  errorOf(error: unknown): string;
  /** An error's message, for the few that are the same in both. */
  message(error: unknown): string;
  /** What an exception handler was given, in a form that both sides share: the fixed words of the message, the keys, the error. */
  reportOf(context: ExceptionContext): Value;
}
