import { availableParallelism } from 'node:os';
import { ContextVar } from '@tsyncio/core';
import { kindOf, type OptionNames, ownOptions } from '@tsyncio/core/area';
import { NotShareableError } from '../errors.ts';
import type { PoolOptions } from '../pool-options.ts';
import { showNumber } from '../show-number.ts';
import { capturesOf, type PreparedWork, prepareWork, specifierOf } from '../work/prepare-work.ts';

/** The options of a pool, checked, with their defaults. */
export interface PoolSettings {
  readonly name: string;
  readonly maxWorkers: number;
  readonly maxTasksPerChild: number;
  readonly idleTimeout: number;
  readonly maxQueue: number;
  readonly selfHealing: boolean;
  readonly contextVars: readonly ContextVar<unknown>[];
  readonly mainModule: string | null;
  /** An initializer that cannot be sent breaks the pool when the first worker starts. */
  readonly initializer: { readonly work: PreparedWork; readonly args: readonly unknown[] } | NotShareableError | null;
}

/** For the options of every pool. */
export const POOL_OPTIONS: OptionNames<PoolOptions> = {
  maxWorkers: true,
  initializer: true,
  initargs: true,
  maxTasksPerChild: true,
  idleTimeout: true,
  maxQueue: true,
  selfHealing: true,
  contextVars: true,
};

/** As many as Python: there are programs with work that waits. */
export const defaultThreads = (): number => Math.min(32, availableParallelism() + 4);

/** @throws {TypeError} {@link RangeError} */
export function checkOptions<Options extends PoolOptions>(given: Options, pool: string, names: OptionNames<Options>): Options {
  const options = ownOptions(given, pool, names);
  for (const key of ['maxWorkers', 'maxTasksPerChild', 'maxQueue'] as const) {
    const value = options[key];
    if (value === undefined || (key === 'maxQueue' && value === Number.POSITIVE_INFINITY)) continue;
    if (!Number.isInteger(value)) throw new TypeError(`${key} must be an integer, got ${showNumber(value)}`);
    if ((value as number) < 0 && key === 'maxQueue') throw new RangeError(`maxQueue must be 0 or more, got ${value}`);
    if ((value as number) < 1 && key !== 'maxQueue') throw new RangeError(`${key} must be greater than 0, got ${value}`);
  }
  const { idleTimeout, selfHealing } = options;
  if (selfHealing !== undefined && typeof selfHealing !== 'boolean')
    throw new TypeError(`selfHealing must be a boolean, got ${kindOf(selfHealing)}`);
  if (idleTimeout !== undefined && !(typeof idleTimeout === 'number' && idleTimeout >= 0)) {
    throw new RangeError(`idleTimeout must be a number of milliseconds, got ${String(idleTimeout)}`);
  }
  return options;
}

export function poolSettings(
  options: PoolOptions & { readonly mainModule?: boolean | string | URL },
  name: string,
  maxWorkers: number,
): PoolSettings {
  const contextVars = options.contextVars ?? [];
  if (!Array.isArray(contextVars)) throw new TypeError(`contextVars must be an array of context variables, got ${kindOf(contextVars)}`);
  for (const variable of contextVars) {
    if (!isContextVar(variable)) throw new TypeError(`contextVars must be context variables, got ${kindOf(variable)}`);
  }
  return {
    name,
    maxWorkers: options.maxWorkers ?? maxWorkers,
    maxTasksPerChild: options.maxTasksPerChild ?? Number.POSITIVE_INFINITY,
    idleTimeout: options.idleTimeout ?? Number.POSITIVE_INFINITY,
    maxQueue: options.maxQueue ?? Number.POSITIVE_INFINITY,
    selfHealing: options.selfHealing === true,
    contextVars,
    mainModule: mainModuleOf(options.mainModule),
    initializer: prepareInitializer(options),
  };
}

/** Also one of another copy of core. */
function isContextVar(value: unknown): boolean {
  const { name, get } = (value ?? {}) as { name?: unknown; get?: unknown };
  return value instanceof ContextVar || (typeof name === 'string' && typeof get === 'function');
}

function prepareInitializer({ initializer, initargs = [] }: PoolOptions): PoolSettings['initializer'] {
  if (!Array.isArray(initargs)) throw new TypeError(`initargs must be an array, got ${kindOf(initargs)}`);
  if (initializer === undefined || initializer === null) return null;
  try {
    const captures = capturesOf(initializer);
    return { work: prepareWork(initializer), args: captures === null ? initargs : [captures, ...initargs] };
  } catch (error) {
    if (error instanceof NotShareableError) return error;
    throw new TypeError(`initializer must be work: ${(error as Error).message}`, { cause: error });
  }
}

function mainModuleOf(given: boolean | string | URL | undefined): string | null {
  if (given === undefined || given === false) return null;
  if (given !== true) return specifierOf(given);
  const [, main] = process.argv;
  if (main === undefined) throw new TypeError('mainModule: this program has no main module: name one');
  return specifierOf(main);
}
