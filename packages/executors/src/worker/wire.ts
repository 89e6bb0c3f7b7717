import type { PackedThrown } from '../work/packed-error.ts';
import type { SentWork } from '../work/sent-work.ts';
import type { WorkerName } from '../work/unpack-error.ts';

/** Work for a worker. An array: the names of properties would cross with each. */
export type SentTask = readonly [
  /** Counted from 0 for each worker. */
  id: number,
  work: number,
  /** Only the first time that this worker gets this work. */
  text: SentWork | null,
  args: readonly unknown[],
  /** Values of context variables by name. */
  context: Readonly<Record<string, unknown>> | null,
  /** Whether `args` are those of many calls, whose results come together. */
  chunk: boolean,
];

export interface Initializer {
  readonly work: SentWork;
  readonly args: readonly unknown[];
}

/** The first message to a worker. */
export interface StartMessage {
  readonly start: {
    readonly worker: Omit<WorkerName, 'id'>;
    /** A module to load first. */
    readonly mainModule: string | null;
    /** The file with which the program was started. */
    readonly program: string | null;
    readonly initializer: Initializer | null;
  };
}

export type ToWorker =
  | StartMessage
  /** `forget`: work whose text is not asked for any more. */
  | { readonly tasks: readonly SentTask[]; readonly forget?: readonly number[] }
  /** Tell the work that runs that it should end. */
  | { readonly abort: number }
  /** Work that comes, but is not to be done. */
  | { readonly drop: readonly number[] }
  /** End when nothing is left to do. */
  | { readonly stop: true };

/** How work ended. */
export const VALUE = 0;
export const ERROR = 1;
/** Of a chunk: the results before the one that failed, and what it failed with. */
export const PART = 2;

export type FromWorker =
  | { readonly ready: number }
  | { readonly initializerFailed: PackedThrown }
  /** The times are microseconds of the system's monotonic clock. */
  | readonly [id: number, how: typeof VALUE, value: unknown, begun: number, ended: number]
  | readonly [id: number, how: typeof ERROR, error: PackedThrown, begun: number, ended: number]
  | readonly [id: number, how: typeof PART, part: Part, begun: number, ended: number];

export interface Part {
  readonly values: readonly unknown[];
  readonly error: PackedThrown;
}

/** Microseconds of the monotonic clock that all threads and processes of a system share. */
export function sharedTime(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}
