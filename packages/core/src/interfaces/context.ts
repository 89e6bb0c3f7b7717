import type { ContextVar } from '../context/context-var.ts';

/** What `ContextVar.set` returns, to undo it with `ContextVar.reset`. */
export interface ContextToken<T> {
  readonly variable: ContextVar<T>;
  /** The value before `set`; `undefined` when there was none. */
  readonly oldValue: T | undefined;
}

/**
 * A set of values of context variables.
 *
 * @see Python `contextvars.Context`
 */
export interface Context {
  /** Call `fn` with this context current; what it sets stays in this context. */
  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result;
  /** A function that runs `fn` in this context: asyncio's `context=` argument, as in `loop.callSoon(context.bind(f))`. */
  bind<Args extends unknown[], Result>(fn: (...args: Args) => Result): (...args: Args) => Result;
  /** The value of a variable here, or `undefined` when it was not set here. Defaults do not count. */
  get<T>(variable: ContextVar<T>): T | undefined;
  /** A copy: what is set in one is not seen in the other. */
  copy(): Context;
}
