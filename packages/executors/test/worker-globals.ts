/** What bare functions find in every worker; tests declare it where they use it: `declare const currentWork: CurrentWork`. */
export type CurrentWork = () => {
  readonly signal: AbortSignal;
  readonly context: Readonly<Record<string, unknown>>;
  readonly worker: WorkerName;
} | null;

export interface WorkerName {
  readonly name: string;
  readonly id: number;
}

export type CurrentWorker = () => WorkerName | null;
