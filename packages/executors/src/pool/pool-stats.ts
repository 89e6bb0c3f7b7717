import { createHistogram, type Histogram, type RecordableHistogram } from 'node:perf_hooks';

/** What a pool has done, and does. */
export interface PoolStats {
  readonly name: string;
  /** Workers that live, also those that start or end. */
  readonly workers: number;
  readonly idle: number;
  /** Work that was submitted and waits for a worker. */
  readonly queued: number;
  /** Work that workers do. */
  readonly running: number;
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Nanoseconds from `submit` to the begin of the work. */
  readonly waitTime: Histogram;
  /** Nanoseconds from its begin to its end, in the worker. */
  readonly runTime: Histogram;
}

export class Counts {
  submitted = 0;
  completed = 0;
  failed = 0;
  cancelled = 0;
  readonly waitTime: RecordableHistogram = createHistogram();
  readonly runTime: RecordableHistogram = createHistogram();

  /** Times in microseconds. */
  ran(submitted: number, begun: number, ended: number): void {
    record(this.waitTime, begun - submitted);
    record(this.runTime, ended - begun);
  }
}

function record(histogram: RecordableHistogram, microseconds: number): void {
  histogram.record(Math.max(1, Math.round(microseconds * 1000)));
}
