import { constants } from 'node:os';
import type { DescriptorTable } from './descriptor-table.ts';
import type { Home } from './fake-socket.ts';
import { ownProcess } from './own-process.ts';
import type { OwnStreams } from './own-streams.ts';
import { ProcessTable } from './process-table.ts';
import { type Program, type ProgramOptions, Programs } from './programs.ts';
import { SimulatedProcesses } from './simulated-processes.ts';
import { SimulatedSignals } from './simulated-signals.ts';

/** What a test does to the processes and signals of a kernel, and sees of them. */
export interface SimulatedHost {
  /**
   * A signal arrives at this process, at once. `true` when a handler gets it, `false` when there is none and the system ignores it.
   *
   * @throws {Error} when it would have ended or stopped the process.
   */
  raise(signal: NodeJS.Signals | number): boolean;
  /** Put a program at a path, or under a name into every folder, in the place of the one before. Every folder above it is there then. */
  program(path: string, run: Program, options?: ProgramOptions): void;
  /** Have a folder where children can start, and those above it. Only `/`, the one where this process is, and those with programs are there. */
  folder(path: string): void;
  /** Have the start of the next child fail, with a code such as EAGAIN or ENOMEM. Each call is for one more start. */
  failNextSpawn(code: string, syscall?: string): void;
  /** The processes that run or wait to be reaped, each in words: what is left at the end of a test is a leak. */
  openProcesses(): readonly string[];
  /** How many children have ended and were not reaped. */
  zombies(): number;
  /** What children wrote to the standard output or error of this process. */
  written(fd: 1 | 2): string;
}

/** The signals and processes of one kernel. */
interface HostParts {
  readonly signals: SimulatedSignals;
  readonly processes: SimulatedProcesses;
  readonly processTable: ProcessTable;
  readonly controls: SimulatedHost;
}

const errorNumbers: Readonly<Record<string, number>> = constants.errno;

export function simulatedHost({ network, choices }: Home, table: DescriptorTable, streams: OwnStreams): HostParts {
  const signals = new SimulatedSignals(table);
  const programs = new Programs();
  const own = ownProcess(table, signals);
  const processTable = new ProcessTable(network, choices, programs, own);
  const processes = new SimulatedProcesses(table, processTable, own);
  return {
    signals,
    processes,
    processTable,
    controls: {
      raise: (signal) => signals.raise(signal),
      program: (path, run, options = {}) => programs.add(path, run, options),
      folder: (path) => programs.addFolder(path),
      failNextSpawn: (code, syscall = 'fork') => processes.failNext({ errno: -errorNumber(code), syscall }),
      openProcesses: () => processTable.all.map((process) => process.describe()),
      zombies: () => processTable.all.filter(({ isZombie }) => isZombie).length,
      written: (fd) => streams.written(fd),
    },
  };
}

function errorNumber(code: string): number {
  const errno = Object.hasOwn(errorNumbers, code) ? errorNumbers[code] : undefined;
  if (errno === undefined) throw new TypeError(`an error's code, such as 'EAGAIN', was expected, got ${JSON.stringify(code)}`);
  return errno;
}
