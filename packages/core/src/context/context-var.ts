import type { Context, ContextToken } from '../interfaces/context.ts';
import { kindOf } from '../kind-of.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';
import { ContextStore, NO_VARIABLES } from './context-store.ts';
import { currentContext, ownContext } from './current-context.ts';

interface Token<T> extends ContextToken<T> {
  readonly context: ContextStore;
  readonly wasSet: boolean;
  used: boolean;
}

const OPTIONS: OptionNames<{ default?: unknown }> = { default: true };
const NO_DEFAULT: { readonly default?: never } = Object.freeze(Object.create(null) as object);

/**
 * A variable with a value for each context; contexts follow `await`, tasks, callbacks and timers.
 *
 * @see Python `contextvars.ContextVar`
 */
export class ContextVar<T> {
  readonly name: string;
  readonly #fallback: { readonly default?: T };

  constructor(name: string, options?: { default?: T }) {
    if (typeof name !== 'string') throw new TypeError(`a context variable's name must be a string, got ${kindOf(name)}`);
    this.name = name;
    this.#fallback = options === undefined ? NO_DEFAULT : ownOptions<{ default?: T }>(options, 'ContextVar', OPTIONS);
  }

  /** Its value in the current context, else `fallback`, else the default. @throws {ReferenceError} when there is none of them. */
  get(fallback?: T): T {
    const { variables } = currentContext();
    if (variables.has(this as ContextVar<unknown>)) return variables.get(this as ContextVar<unknown>) as T;
    if (fallback !== undefined) return fallback;
    if (Object.hasOwn(this.#fallback, 'default')) return this.#fallback.default as T;
    throw new ReferenceError(`context variable '${this.name}' has no value here: set it, or give get() a fallback`);
  }

  /** Set it in the current context; the token undoes it. */
  set(value: T): ContextToken<T> {
    const context = ownContext();
    const token: Token<T> = {
      variable: this,
      oldValue: context.get(this),
      context,
      wasSet: context.variables.has(this as ContextVar<unknown>),
      used: false,
    };
    const changed = new Map(context.variables);
    changed.set(this as ContextVar<unknown>, value);
    context.variables = changed;
    return token;
  }

  /** Set it back to what it was before the `set` that gave `token`. @throws {RangeError} when it was used, or belongs to another variable or context. */
  reset(token: ContextToken<T>): void {
    if (typeof token !== 'object' || token === null)
      throw new TypeError(`reset of context variable '${this.name}' needs the token that set() gave, got ${kindOf(token)}`);
    const mine = token as Token<T>;
    if (mine.variable !== this) throw new RangeError(`this token was made by another context variable than '${this.name}'`);
    if (mine.used) throw new RangeError(`this token of context variable '${this.name}' has already been used`);
    const context = currentContext();
    if (mine.context !== context) throw new RangeError(`this token of context variable '${this.name}' was made in a different context`);
    mine.used = true;
    const changed = new Map(context.variables);
    if (mine.wasSet) changed.set(this as ContextVar<unknown>, mine.oldValue);
    else changed.delete(this as ContextVar<unknown>);
    context.variables = changed.size === 0 ? NO_VARIABLES : changed;
  }
}

/** A copy of the current context. @see Python `contextvars.copy_context` */
export function copyContext(): Context {
  return new ContextStore(currentContext().variables);
}
