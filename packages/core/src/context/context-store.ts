import type { Context } from '../interfaces/context.ts';
import { Cell, currentCell, runInCell } from './cell.ts';
import type { ContextVar } from './context-var.ts';

/** Values by variable. A map is never changed once it is here, so a copy of a context is one pointer. */
export type Variables = ReadonlyMap<ContextVar<unknown>, unknown>;

export const NO_VARIABLES: Variables = new Map();

export class ContextStore implements Context {
  variables: Variables;

  constructor(variables: Variables) {
    this.variables = variables;
  }

  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    const outer = currentCell();
    return runInCell(new Cell(outer?.state ?? null, outer?.task ?? null, this), () => fn(...args));
  }

  bind<Args extends unknown[], Result>(fn: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => this.run(fn, ...args);
  }

  get<T>(variable: ContextVar<T>): T | undefined {
    return this.variables.get(variable as ContextVar<unknown>) as T | undefined;
  }

  copy(): Context {
    return new ContextStore(this.variables);
  }
}
