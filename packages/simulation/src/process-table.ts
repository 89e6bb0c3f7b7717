import { constants } from 'node:os';
import type { SpawnFailure, SpawnRequest } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { FakeNetwork } from './fake-network.ts';
import { FakeProcess, type Machine } from './fake-process.ts';
import type { OpenFile } from './open-file.ts';
import type { Parent, ProcessCalls } from './process-calls.ts';
import type { Programs } from './programs.ts';
import { runProgram } from './run-program.ts';
import { RunQueue } from './run-queue.ts';
import type { Timeline } from './timeline.ts';

/** The process that the kernel belongs to, which is a real one. */
export interface OwnProcess extends Parent {
  /** A signal for it. */
  raise(signo: number): void;
  /** A child of its has ended. */
  onChildEnded(process: FakeProcess): void;
}

/** Has the children of those that ended. */
const INIT = 1;
/** All arguments and variables together, and one of them, in bytes, as on Linux. */
const MOST_BYTES = 2 ** 21;
const LONGEST_TEXT = 2 ** 17;
const { E2BIG, EBADF, ENOTTY, EPERM, ESRCH } = constants.errno;
const { SIGCHLD, SIGKILL } = constants.signals;

/** The simulated processes of one kernel: its children, and theirs. */
export class ProcessTable implements Machine, ProcessCalls {
  readonly queue: RunQueue;
  readonly timeline: Timeline;
  readonly programs: Programs;
  readonly #network: FakeNetwork;
  readonly #own: OwnProcess;
  readonly #processes = new Map<number, FakeProcess>();
  readonly #waiting = new Map<number, (status: number) => void>();

  constructor(network: FakeNetwork, choices: Choices, programs: Programs, own: OwnProcess) {
    this.queue = new RunQueue(choices, network.timeline);
    this.timeline = network.timeline;
    this.programs = programs;
    this.#network = network;
    this.#own = own;
  }

  get all(): readonly FakeProcess[] {
    return [...this.#processes.values()];
  }

  start(request: SpawnRequest, parent: Parent): FakeProcess | SpawnFailure {
    const place = placeOf(request, parent, this);
    if (typeof place === 'number') return { errno: place, syscall: 'setpgid' };
    const cwd = this.programs.enter(request.cwd, parent.cwd);
    if (typeof cwd === 'number') return { errno: cwd, syscall: 'chdir' };
    const descriptors = descriptorsOf(request, parent);
    if (!(descriptors instanceof Map)) return descriptors;
    if (request.controllingTerminal) return { errno: -ENOTTY, syscall: 'ioctl' };
    const program = isTooLong(request) ? -E2BIG : this.programs.find(request.paths, cwd);
    if (typeof program === 'number') return { errno: program, syscall: 'execve' };
    const pid = this.#network.newPid();
    const image = { pid, parent: parent.pid, group: place.group ?? pid, session: place.session ?? pid, path: program.path, descriptors };
    const process = new FakeProcess(image, this);
    this.#processes.set(pid, process);
    process.soon(() => runProgram(program.run, process, this, { ...request, cwd }));
    return process;
  }

  signal(pid: number, signo: number): number {
    if (pid === this.#own.pid) this.#own.raise(signo);
    else if (!this.#processes.has(pid)) return -ESRCH;
    this.#processes.get(pid)?.signal(signo);
    return 0;
  }

  signalGroup(group: number, signo: number): number {
    const members = this.all.filter((process) => process.group === group);
    for (const member of members) member.signal(signo);
    if (group === this.#own.group) this.#own.raise(signo);
    else if (members.length === 0) return -ESRCH;
    return 0;
  }

  whenEnded(pid: number, parent: FakeProcess, told: (status: number) => void): boolean {
    const child = this.#processes.get(pid);
    if (child?.parent !== parent.pid || this.#waiting.has(pid)) return false;
    this.#waiting.set(pid, told);
    if (child.isZombie) this.#tell(child);
    return true;
  }

  reap(process: FakeProcess): void {
    this.#processes.delete(process.pid);
  }

  onZombie(process: FakeProcess): void {
    for (const orphan of this.all) if (orphan.parent === process.pid) this.#adopt(orphan);
    if (process.parent === INIT) return this.reap(process);
    if (process.parent === this.#own.pid) return this.#own.onChildEnded(process);
    this.#processes.get(process.parent)?.signal(SIGCHLD);
    this.#tell(process);
  }

  /** End all of them. */
  close(): void {
    this.queue.close();
    for (const process of this.all) process.end(-SIGKILL);
    this.queue.close();
    this.#processes.clear();
  }

  #adopt(orphan: FakeProcess): void {
    orphan.parent = INIT;
    this.#waiting.delete(orphan.pid);
    if (orphan.isZombie) this.reap(orphan);
  }

  #tell(process: FakeProcess): void {
    const told = this.#waiting.get(process.pid);
    if (told === undefined) return;
    this.#waiting.delete(process.pid);
    this.reap(process);
    told(process.status ?? 0);
  }
}

/** Its group and its session, without a number where they are its own; or a negated error number. */
function placeOf(
  { newSession, processGroup }: SpawnRequest,
  parent: Parent,
  { all }: ProcessTable,
): { readonly group: number | null; readonly session: number | null } | number {
  if (newSession) return processGroup === null ? { group: null, session: null } : -EPERM;
  if (processGroup === null) return { group: parent.group, session: parent.session };
  if (processGroup === 0) return { group: null, session: parent.session };
  const joins = processGroup === parent.group || all.some(({ group, session }) => group === processGroup && session === parent.session);
  return joins ? { group: processGroup, session: parent.session } : -EPERM;
}

function descriptorsOf({ stdio, keep }: SpawnRequest, parent: Parent): Map<number, OpenFile> | SpawnFailure {
  const descriptors = new Map<number, OpenFile>();
  for (const fd of keep) {
    const file = parent.at(fd);
    if (file === undefined) return { errno: -EBADF, syscall: 'fcntl' };
    descriptors.set(fd, file);
  }
  for (const [to, from] of stdio.entries()) {
    const file = parent.at(from);
    if (file !== undefined) descriptors.set(to, file);
    // What is closed here is closed in the child.
    else if (from !== to) return { errno: -EBADF, syscall: 'dup2' };
  }
  return descriptors;
}

function isTooLong({ argv, env }: SpawnRequest): boolean {
  const sizes = [...argv, ...env].map((text) => Buffer.byteLength(text) + 1);
  const pointers = sizes.length * 8;
  return sizes.some((size) => size > LONGEST_TEXT) || sizes.reduce((sum, size) => sum + size, pointers) > MOST_BYTES;
}
