import type { DEVNULL, PIPE, STDOUT } from '../stdio.ts';
import type { FileLike } from './file-like.ts';
import type { ProtocolFactory, SubprocessProtocol } from './protocol.ts';
import type { SubprocessTransport } from './transport.ts';

/**
 * What a child's standard stream is: a new pipe, the null device, an open file of the caller's, who keeps it, or `null` for the stream that this
 * process has.
 */
export type Stdio = typeof PIPE | typeof DEVNULL | FileLike | null;

export interface SubprocessOptions {
  /** `PIPE` unless given, as the other two. */
  stdin?: Stdio;
  stdout?: Stdio;
  /** `STDOUT`: the same as the child's standard output. */
  stderr?: Stdio | typeof STDOUT;
  /** Where the child starts; here unless given. */
  cwd?: string;
  /** The child's environment, whole; this process's unless given. Its PATH is where the program is looked for. */
  env?: Record<string, string>;
  /** The name that the child sees itself under; the program's unless given. */
  argv0?: string;
  /** Descriptors that the child has as well, under the same numbers. All others are closed in it. */
  passFds?: readonly number[];
  /** Whether the child leads a session of its own, which signals of our terminal do not reach. */
  startNewSession?: boolean;
  /** The process group it joins; 0 is one of its own, whose number is the child's. */
  processGroup?: number;
  /** Number of the user it runs as. Its further groups become those of `group` only. */
  user?: number;
  /** Number of the group it runs as. */
  group?: number;
  /** Mode bits that files it makes do not get. */
  umask?: number;
}

/** Child processes. */
export interface SubprocessApi {
  /**
   * Start a program, without a shell, with `argv` for its arguments, and connect to its pipes. `connectionMade` comes first; then, in the order in
   * which they happen, `pipeDataReceived`, `pipeConnectionLost` and `processExited`; `connectionLost` last, when the child has ended and every
   * pipe is closed. Resolves once the pipes are connected.
   *
   * Cancelled before that, it kills the child.
   *
   * Rejects with {@link SystemError} when the child cannot be started: `ENOENT` without such a program or folder, `EACCES`, `E2BIG`, `EAGAIN`;
   * then the protocol hears nothing and nothing is left open.
   *
   * @throws {TypeError} or {@link RangeError} for arguments and options that are none, or that a transport of bytes cannot have: `shell`, `text`,
   * `encoding`, `errors`, `universalNewlines`, `bufsize`, `preexecFn`.
   * @see asyncio `loop.subprocess_exec`
   */
  subprocessExec<P extends SubprocessProtocol>(
    factory: ProtocolFactory<P>,
    argv: readonly [program: string, ...args: string[]],
    options?: SubprocessOptions,
  ): Promise<readonly [SubprocessTransport, P]>;
  /**
   * As {@link SubprocessApi.subprocessExec}, for a command line of the shell, `/bin/sh -c command`. Quote what comes from elsewhere, or use
   * `subprocessExec`, which needs no quoting.
   *
   * @see asyncio `loop.subprocess_shell`
   */
  subprocessShell<P extends SubprocessProtocol>(
    factory: ProtocolFactory<P>,
    command: string,
    options?: SubprocessOptions,
  ): Promise<readonly [SubprocessTransport, P]>;
}
