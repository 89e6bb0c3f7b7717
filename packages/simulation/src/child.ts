import { constants } from 'node:os';
import { SystemError } from '@tsyncio/core';
import { errorCode, type SpawnRequest, signalName, signalNumber } from '@tsyncio/core/area';
import { ChildStream } from './child-stream.ts';
import { crash } from './crash.ts';
import { Ended, type FakeProcess } from './fake-process.ts';
import { isCatchable } from './known-signals.ts';
import { Pending } from './pending.ts';
import type { Parent, ProcessCalls } from './process-calls.ts';
import { type Routine, runRoutine } from './run-routine.ts';

/** How a simulated program starts another. What is not given is as in itself. */
export interface ChildSpawnOptions {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Which of its own descriptors become the new one's 0, 1 and 2. */
  readonly stdio?: readonly [stdin: number, stdout: number, stderr: number];
  /** Further descriptors that the new one has, under the same numbers. */
  readonly keep?: readonly number[];
  readonly newSession?: boolean;
  /** 0 is one of its own. */
  readonly processGroup?: number;
}

type SignalHandler = () => Routine<void>;

const { ECHILD } = constants.errno;
/** Where programs are looked for without a PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** What a simulated program has in its hands: its process, from the inside. */
export class Child {
  readonly pid: number;
  /** Its process group. */
  readonly group: number;
  readonly session: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** As it was asked for; `null` is that of its parent. */
  readonly umask: number | null;
  readonly user: number | null;
  readonly userGroup: number | null;
  readonly stdin: ChildStream;
  readonly stdout: ChildStream;
  readonly stderr: ChildStream;
  readonly #process: FakeProcess;
  readonly #calls: ProcessCalls;
  readonly #streams = new Map<number, ChildStream>();

  /** @internal */
  constructor(process: FakeProcess, calls: ProcessCalls, request: SpawnRequest & { readonly cwd: string }) {
    this.#process = process;
    this.#calls = calls;
    this.pid = process.pid;
    this.group = process.group;
    this.session = process.session;
    this.argv = request.argv;
    this.env = Object.fromEntries(request.env.map(splitEntry));
    this.cwd = request.cwd;
    this.umask = request.umask;
    this.user = request.user;
    this.userGroup = request.group;
    this.stdin = this.stream(0);
    this.stdout = this.stream(1);
    this.stderr = this.stream(2);
  }

  /** The process that started it; 1 once that has ended. */
  get parent(): number {
    return this.#process.parent;
  }

  /** The numbers of its open descriptors. */
  get descriptors(): readonly number[] {
    return [...this.#process.descriptors.keys()].sort((a, b) => a - b);
  }

  /** A descriptor to read from and to write to. */
  stream(fd: number): ChildStream {
    const stream = this.#streams.get(fd) ?? new ChildStream(this.#process, fd);
    this.#streams.set(fd, stream);
    return stream;
  }

  /** Virtual time passes. */
  sleep(milliseconds: number): Pending<void> {
    return this.#process.sleep(milliseconds);
  }

  /** Call `handler` for each signal, in the place of what the system does; it may be any kind of function that a program may. */
  onSignal(signal: NodeJS.Signals | number, handler: SignalHandler | 'ignore' | 'default'): void {
    const signo = signalNumber(signal);
    if (!isCatchable(signo)) throw new TypeError(`${signalName(signo)} cannot be caught`);
    const { handlers } = this.#process;
    if (handler === 'default') handlers.delete(signo);
    else if (handler === 'ignore') handlers.set(signo, () => {});
    else handlers.set(signo, () => this.#handle(handler));
  }

  /** End at once, whatever else it does. */
  exit(code = 0): never {
    this.#process.end(code & 0xff);
    throw new Ended(`process ${this.pid} has exited`);
  }

  /** Start another program; its number. @throws {SystemError} when it cannot be started. */
  spawn(program: string, options: ChildSpawnOptions = {}): number {
    this.#process.refuseEnded();
    const started = this.#calls.start(this.#requestFor(program, options), this.#asParent());
    if ('pid' in started) return started.pid;
    throw new SystemError(errorCode(started.errno), started.errno, started.syscall, { address: program });
  }

  /** Wait for the end of a process that it started, and reap it: its exit code, or the negated number of the signal that ended it. */
  wait(pid: number): Pending<number> {
    this.#process.refuseEnded();
    const pending = new Pending<number>();
    const known = this.#calls.whenEnded(pid, this.#process, (value) => this.#process.soon(() => pending.settle({ value })));
    if (!known) pending.settle({ error: new SystemError('ECHILD', -ECHILD, 'waitpid') });
    return pending;
  }

  /** Send a signal to a process, or with a negated number to a group. @throws {SystemError} `ESRCH` when there is none. */
  kill(pid: number, signal: NodeJS.Signals | number): void {
    this.#process.refuseEnded();
    const signo = signalNumber(signal);
    const answer = pid < 0 ? this.#calls.signalGroup(-pid, signo) : this.#calls.signal(pid, signo);
    if (answer < 0) throw new SystemError(errorCode(answer), answer, 'kill');
  }

  #handle(handler: SignalHandler): void {
    const process = this.#process;
    runRoutine(handler, {
      get hasEnded() {
        return process.hasEnded;
      },
      onDone: () => {},
      onError: (error) => crash(process, error),
    });
  }

  #requestFor(program: string, options: ChildSpawnOptions): SpawnRequest {
    const { argv = [program], env = this.env, cwd = null, stdio = [0, 1, 2], keep = [], newSession = false, processGroup = null } = options;
    return {
      paths: program.includes('/') ? [program] : (env.PATH ?? DEFAULT_PATH).split(':').map((folder) => `${folder || '.'}/${program}`),
      argv,
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      cwd,
      stdio,
      keep,
      newSession,
      processGroup,
      controllingTerminal: false,
      user: this.user,
      group: this.userGroup,
      groups: null,
      umask: this.umask,
    };
  }

  #asParent(): Parent {
    const { pid, group, session, cwd } = this;
    return { pid, group, session, cwd, at: (fd) => this.#process.descriptors.get(fd) };
  }
}

function splitEntry(entry: string): readonly [name: string, value: string] {
  const end = entry.indexOf('=', 1);
  return end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
}
