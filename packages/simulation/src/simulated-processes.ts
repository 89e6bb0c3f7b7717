import { constants } from 'node:os';
import type { ChildProcess, Processes, SpawnFailure, SpawnRequest } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';
import { isSignal } from './known-signals.ts';
import type { OwnProcess, ProcessTable } from './process-table.ts';
import { SimulatedChild } from './simulated-child.ts';

const { EINVAL } = constants.errno;

/** The process calls of one kernel. */
export class SimulatedProcesses implements Processes {
  readonly #descriptors: DescriptorTable;
  readonly #table: ProcessTable;
  readonly #own: OwnProcess;
  readonly #children = new Set<SimulatedChild>();
  readonly #failures: SpawnFailure[] = [];

  constructor(descriptors: DescriptorTable, table: ProcessTable, own: OwnProcess) {
    this.#descriptors = descriptors;
    this.#table = table;
    this.#own = own;
  }

  spawn(request: SpawnRequest): ChildProcess | SpawnFailure {
    const failure = this.#failures.shift();
    if (failure !== undefined) return failure;
    const room = this.#descriptors.room();
    if (room !== 0) return { errno: room, syscall: 'fork' };
    const process = this.#table.start(request, this.#own);
    if (!('pid' in process)) return process;
    const child: SimulatedChild = new SimulatedChild(process, this.#descriptors, () => {
      this.#children.delete(child);
      this.#table.reap(process);
    });
    this.#children.add(child);
    return child;
  }

  killGroup(group: number, signo: number): number {
    const isValid = group > 1 && (signo === 0 || isSignal(signo));
    return isValid ? this.#table.signalGroup(group, signo) : -EINVAL;
  }

  /** Have the next start that is not to fail yet fail like this. */
  failNext(failure: SpawnFailure): void {
    this.#failures.push(failure);
  }

  close(): void {
    this.#table.close();
    for (const child of this.#children) child.drop();
    this.#children.clear();
  }
}
