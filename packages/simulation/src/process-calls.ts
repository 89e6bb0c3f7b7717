import type { SpawnFailure, SpawnRequest } from '@tsyncio/core/area';
import type { FakeProcess } from './fake-process.ts';
import type { OpenFile } from './open-file.ts';

/** Who starts a process. */
export interface Parent {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  readonly cwd: string;
  at(fd: number): OpenFile | undefined;
}

/** What a process asks of the system about others. */
export interface ProcessCalls {
  start(request: SpawnRequest, parent: Parent): FakeProcess | SpawnFailure;
  /** 0, or a negated error number. A zombie takes any signal. */
  signal(pid: number, signo: number): number;
  signalGroup(group: number, signo: number): number;
  /** Call `told` once a child of `parent` has ended, and reap it; `false` when it has no such child. */
  whenEnded(pid: number, parent: FakeProcess, told: (status: number) => void): boolean;
}
