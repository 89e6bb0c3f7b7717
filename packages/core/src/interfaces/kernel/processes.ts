/** How a child process is to be started. Nothing that is not named here is left open in it. */
export interface SpawnRequest {
  /** Paths of the program: the first that exists is run. */
  readonly paths: readonly string[];
  /** Its arguments, the name that it sees itself under first. */
  readonly argv: readonly string[];
  /** Its environment, each as `NAME=value`. */
  readonly env: readonly string[];
  /** Where it starts; `null` is here. */
  readonly cwd: string | null;
  /** The descriptors of this process that become its 0, 1 and 2. */
  readonly stdio: readonly [stdin: number, stdout: number, stderr: number];
  /** Further ones that it has, under the same numbers. */
  readonly keep: readonly number[];
  /** Whether it leads a session of its own, without a terminal. */
  readonly newSession: boolean;
  /** The group it joins, 0 for one of its own, `null` to stay in ours. */
  readonly processGroup: number | null;
  /** Whether its descriptor 0 becomes the terminal of its new session. */
  readonly controllingTerminal: boolean;
  readonly user: number | null;
  readonly group: number | null;
  /** Its further groups; `null` leaves ours. */
  readonly groups: readonly number[] | null;
  readonly umask: number | null;
}

/** Why no child was started: a negated error number, and the call that gave it: `chdir`, `execve`, `setuid` … */
export interface SpawnFailure {
  readonly errno: number;
  readonly syscall: string;
}

/** A child, until it was reaped. When the kernel closes, those left are killed and reaped. */
export interface ChildProcess {
  readonly pid: number;
  /** A descriptor that becomes readable when the child has ended. The kernel closes it at `reap`. */
  readonly exit: number;
  /** What it exited with, the negated number of the signal that killed it, or `null` while it runs. Nothing of it is left afterwards. */
  reap(): number | null;
  /** 0, or a negated error number: `-ESRCH` once it was reaped, so that nobody else's process is ever hit. */
  kill(signo: number): number;
}

/** Child processes. A number below zero is a negated error number. */
export interface Processes {
  spawn(request: SpawnRequest): ChildProcess | SpawnFailure;
  /** Signal every process of a group. */
  killGroup(group: number, signo: number): number;
  /** A new descriptor of the null device, close-on-exec, closed with `sockets.close`. Absent where descriptors are those of this process: open `/dev/null` there. */
  openNull?(): number;
  /** The two sides of a new pseudo-terminal, close-on-exec, closed with the kernel until they are released; the first non-blocking. Absent where there are none. */
  openTerminal?(columns: number, rows: number): readonly [primary: number, secondary: number] | number;
  resizeTerminal?(primary: number, columns: number, rows: number): number;
}
