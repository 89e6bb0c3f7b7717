import type { Context } from '../interfaces/context.ts';
import { kindOf } from '../kind-of.ts';
import { Cell, currentCell, runInCell } from './cell.ts';
import type { ContextVar } from './context-var.ts';

/** Values by variable. A map is never changed once it is here, so a copy of a context is one pointer. */
export type Variables = ReadonlyMap<ContextVar<unknown>, unknown>;

export const NO_VARIABLES: Variables = new Map();

/** The context of each function that `bind` gave. */
const boundTo = new WeakMap<object, ContextStore>();

/** The context that `callback` itself was bound to. */
export function contextOfBound(callback: object): ContextStore | undefined {
  return boundTo.get(callback);
}

export class ContextStore implements Context {
  variables: Variables;

  constructor(variables: Variables) {
    this.variables = variables;
  }

  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    checkFunction(fn, 'run');
    const outer = currentCell();
    return runInCell(new Cell(outer?.state ?? null, outer?.task ?? null, this), () => fn(...args));
  }

  bind<Args extends unknown[], Result>(fn: (...args: Args) => Result): (...args: Args) => Result {
    checkFunction(fn, 'bind');
    const bound = (...args: Args): Result => this.run(fn, ...args);
    boundTo.set(bound, this);
    return bound;
  }

  get<T>(variable: ContextVar<T>): T | undefined {
    return this.variables.get(variable as ContextVar<unknown>) as T | undefined;
  }

  copy(): Context {
    return new ContextStore(this.variables);
  }
}

function checkFunction(fn: unknown, method: string): void {
  if (typeof fn !== 'function') throw new TypeError(`context.${method} needs a function, got ${kindOf(fn)}`);
}
