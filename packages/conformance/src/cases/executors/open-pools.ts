import type { Executor, ExecutorApi, ExecutorFuture, Loop, ModuleWork, ThreadExecutor, Work } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import { packageFolder } from '../../package-folder.ts';

/** What a subject gives for the need 'pools'. */
export interface PoolAbility {
  readonly ThreadPoolExecutor: new (options?: AnyPoolOptions) => ThreadPool;
  readonly ProcessPoolExecutor: new (options?: AnyPoolOptions) => Pool;
  wait(futures: Iterable<AnyFuture>, options?: WaitOptions): Promise<Waited>;
  /** It gives futures: the language's types take them for what they resolve to. */
  asCompleted(futures: Iterable<AnyFuture>, options?: { timeout?: number }): AsyncIterable<unknown>;
  /** A new folder, which is removed as soon as it is closed. */
  folder(): WorkFolder;
  isAlive(pid: number): boolean;
  kill(pid: number, signal: NodeJS.Signals): void;
  /** How many processors the pools know of. */
  readonly processors: number;
  /** Have warnings that are tsyncio's told to `listener`; the answer ends that. */
  onWarning(listener: (warning: Warning) => void): () => void;
}

export interface WorkFolder {
  readonly path: string;
  /** Make an empty file. */
  touch(path: string): void;
  /** The lines of a file, none when there is no such file. */
  lines(path: string): readonly string[];
  close(): void;
}

export interface Pool extends Executor {
  stats(): { readonly workers: number };
}

export interface ThreadPool extends Pool, ThreadExecutor {
  readonly kind: ThreadExecutor['kind'];
}

export interface Warning extends Error {
  readonly detail?: string;
}

export type AnyFuture = ExecutorFuture<unknown>;
/** Options, with what the types would not let through. */
export type AnyPoolOptions = Readonly<Record<string, unknown>>;
export type PoolLoop = Loop & ExecutorApi;
export type PoolKind = 'threads' | 'processes';

export interface WaitOptions {
  readonly timeout?: number;
  readonly returnWhen?: 'ALL_COMPLETED' | 'FIRST_COMPLETED' | 'FIRST_EXCEPTION';
}

export interface Waited {
  readonly done: ReadonlySet<AnyFuture>;
  readonly notDone: ReadonlySet<AnyFuture>;
}

/** Work waits at it until it is opened. */
export interface Gate {
  readonly path: string;
  /** How much work has come to it. */
  count(): number;
  reached(count?: number): Promise<void>;
  open(): void;
}

/** Futures by their names. */
export type NamedFutures = Readonly<Record<string, AnyFuture>>;

/** What the body of a case on pools gets. */
export interface PoolStage extends Pick<Stage, 'core' | 'trace' | 'attempt' | 'message'> {
  readonly kind: PoolKind;
  readonly pools: PoolAbility;
  newLoop(): PoolLoop;
  /** A pool that is shut down after the case. */
  pool(maxWorkers?: number, options?: AnyPoolOptions, kind?: PoolKind): Pool;
  own<P extends Executor>(pool: P): P;
  /** A function of works/works.mjs. */
  work(name: string): ModuleWork;
  /** A path where nothing is yet. */
  file(): string;
  lines(path: string): readonly string[];
  gate(): Gate;
  until(ready: () => boolean): Promise<void>;
  /** Trace the result of the future that `submit` gives, or its error; also one that submitting throws. */
  outcome(event: string, submit: () => PromiseLike<unknown>): Promise<void>;
  /** The error that it fails with. */
  error(submit: () => PromiseLike<unknown>): Promise<Error>;
  /** How many workers the pool has. */
  workers(pool: Pool): number;
  /** What each future tells of itself, by its name. */
  states(futures: NamedFutures): Readonly<Record<string, readonly boolean[]>>;
  /** The names of these futures, in order. */
  names(futures: ReadonlySet<unknown>, among: NamedFutures): readonly string[];
  /** The texts of tsyncio's warnings of the process, of which `call` has so many given at least. */
  warned(count: number, call: () => void | Promise<void>): Promise<readonly string[]>;
  /** Trace each result as it comes, and how it ended. */
  take(event: string, results: AsyncIterable<unknown>): Promise<void>;
}

/** A work that one case submits, of whatever arguments. */
// biome-ignore lint/suspicious/noExplicitAny: the functions are those of another module
export type AnyWork = Work<any[], unknown>;

type PoolBody = (net: PoolStage) => Promise<void>;
type PoolCase = Omit<Case, 'run' | 'needs'> & { readonly body: PoolBody };

/** Each case with each kind of pool: `…-in-threads`, `…-in-processes`. */
export function inBothPools(cases: readonly PoolCase[]): readonly Case[] {
  return cases.flatMap((one) => [
    ...inThreads([{ ...one, name: `${one.name}-in-threads`, title: `${one.title} (threads)` }]),
    ...inProcesses([{ ...one, name: `${one.name}-in-processes`, title: `${one.title} (processes)` }]),
  ]);
}

export function inThreads(cases: readonly PoolCase[]): readonly Case[] {
  return cases.map(({ body, ...one }) => ({ ...one, needs: ['pools'], run: withPools('threads', body) }));
}

export function inProcesses(cases: readonly PoolCase[]): readonly Case[] {
  return cases.map(({ body, ...one }) => ({ ...one, needs: ['pools'], run: withPools('processes', body) }));
}

/** With pools of threads, for loops that know them. */
export function onLoops(cases: readonly PoolCase[]): readonly Case[] {
  return cases.map(({ body, ...one }) => ({ ...one, needs: ['executors'], run: withPools('threads', body, 'executors') }));
}

/** `body` with pools that are shut down after it. */
function withPools(kind: PoolKind, body: PoolBody, need = 'pools'): Case['run'] {
  return async (stage) => {
    const pools = stage.ability<PoolAbility>(need);
    const folder = pools.folder();
    const owned: Executor[] = [];
    const gates: Gate[] = [];
    let files = 0;
    const own = <P extends Executor>(pool: P): P => {
      owned.push(pool);
      return pool;
    };
    const file = (): string => `${folder.path}/file-${++files}`;
    const net: PoolStage = {
      ...stage,
      kind,
      pools,
      newLoop: () => stage.newLoop<ExecutorApi>(),
      own,
      pool: (maxWorkers = 1, options = {}, other = kind) => {
        const { ThreadPoolExecutor, ProcessPoolExecutor } = pools;
        return own(new (other === 'threads' ? ThreadPoolExecutor : ProcessPoolExecutor)({ maxWorkers, ...options }));
      },
      work: (name) => ({ module: new URL('works/works.mjs', packageFolder), export: name }),
      file,
      lines: folder.lines,
      gate: () => {
        const gate = makeGate(folder, file());
        gates.push(gate);
        return gate;
      },
      until,
      outcome: async (event, submit) => stage.attempt(event, async () => await submit()),
      error: errorOf,
      workers: (pool) => pool.stats().workers,
      states,
      names,
      warned: (count, call) => warned(pools, count, call),
      take: async (event, results) => {
        await stage.attempt(event, async () => {
          for await (const result of results) stage.trace(event, result);
          return 'ended';
        });
      },
    };
    try {
      await body(net);
    } finally {
      for (const gate of gates) gate.open();
      for (const pool of owned) await pool.shutdown({ cancelFutures: true });
      folder.close();
    }
  };
}

function makeGate(folder: WorkFolder, path: string): Gate {
  const count = (): number => folder.lines(`${path}.reached`).length;
  return { path, count, reached: (least = 1) => until(() => count() >= least), open: () => folder.touch(path) };
}

/** The same as in works.mjs. */
const LONGEST = 12_000;

async function until(ready: () => boolean): Promise<void> {
  const deadline = performance.now() + LONGEST;
  while (!ready()) {
    if (performance.now() > deadline) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function warned(pools: PoolAbility, count: number, call: () => void | Promise<void>): Promise<readonly string[]> {
  const told: string[] = [];
  const end = pools.onWarning(({ message, detail = '' }) => told.push(`${message}\n${detail}`));
  try {
    await call();
    await until(() => told.length >= count);
  } finally {
    end();
  }
  return told;
}

async function errorOf(submit: () => PromiseLike<unknown>): Promise<Error> {
  try {
    await submit();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

function states(futures: NamedFutures): Readonly<Record<string, readonly boolean[]>> {
  return Object.fromEntries(Object.entries(futures).map(([name, future]) => [name, [future.cancelled(), future.running(), future.done()]]));
}

function names(futures: ReadonlySet<unknown>, among: NamedFutures): readonly string[] {
  return Object.entries(among)
    .filter(([, future]) => futures.has(future))
    .map(([name]) => name)
    .sort();
}
