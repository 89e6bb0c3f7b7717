/** What loop programs need of a loop: the real one has it, and so has its model. */
export interface Machine {
  /** How many turns there were. */
  readonly turn: number;
  time(): number;
  /** Let time pass, as a callback does that takes long. */
  advance(milliseconds: number): void;
  callSoon(callback: () => void): MachineHandle;
  callSoonThreadsafe(callback: () => void): MachineHandle;
  callLater(delay: number, callback: () => void): MachineHandle;
  callAt(when: number, callback: () => void): MachineHandle;
  createFuture(): MachineFuture;
  stop(): void;
  /** Until it was told to stop. */
  run(): Promise<void> | void;
  /** Who is told what callbacks throw. */
  onError: (error: unknown) => void;
}

export interface MachineHandle {
  cancel(): void;
}

export type DoneCallback = (future: MachineFuture) => void;

export interface MachineFuture {
  done(): boolean;
  cancelled(): boolean;
  exception(): unknown;
  setResult(value: unknown): void;
  setException(error: unknown): void;
  cancel(): boolean;
  addDoneCallback(callback: DoneCallback): void;
  removeDoneCallback(callback: DoneCallback): number;
}
