import { SystemError } from '@tsyncio/core';
import { type ChildProcess, errorCode, type LoopState, type Pipes, type Processes, type SpawnFailure } from '@tsyncio/core/area';
import type { Argv } from './check-argv.ts';
import type { ChildOptions } from './check-options.ts';
import type { ChildStreams } from './child-streams.ts';

/** What to start, checked. */
export interface ChildPlan extends ChildOptions {
  readonly program: string;
  readonly argv: Argv;
  readonly paths: readonly string[];
  /** Whether its standard input becomes the terminal that its session belongs to; not unless given. */
  readonly controllingTerminal?: boolean;
}

/** @throws {TypeError} when the kernel has none. */
export function processCallsOf({ kernel }: LoopState): { readonly pipes: Pipes; readonly processes: Processes } {
  const { pipes, processes } = kernel;
  if (pipes === undefined || processes === undefined)
    throw new TypeError(`the ${kernel.name} kernel cannot start processes: create the loop on one that can, such as nativeKernel()`);
  return { pipes, processes };
}

/** @throws {SystemError} when the system does not start it; it names the program, or the folder that it should start in. */
export function spawnChild(state: LoopState, plan: ChildPlan, { child: stdio }: ChildStreams): ChildProcess {
  const { processes } = processCallsOf(state);
  const { argv, argv0, paths, env, cwd, keep, newSession, processGroup, controllingTerminal = false, user, group, umask } = plan;
  const started = processes.spawn({
    paths,
    argv: argv0 === null ? argv : [argv0, ...argv.slice(1)],
    env,
    cwd,
    stdio,
    keep,
    newSession,
    processGroup,
    controllingTerminal,
    user,
    group,
    groups: groupsOf(plan),
    umask,
  });
  if ('pid' in started) return started;
  throw spawnError(started, plan);
}

/** Who changes the user must not take the groups of the one before along; only root has the right to change them. */
function groupsOf({ user, group }: ChildPlan): readonly number[] | null {
  if (user === null || process.geteuid?.() !== 0) return null;
  return group === null ? [] : [group];
}

// Unlike a socket that would block, `EAGAIN` is a failure here: one with a stack.
function spawnError({ errno, syscall }: SpawnFailure, { program, cwd }: ChildPlan): SystemError {
  const address = syscall === 'chdir' && cwd !== null ? cwd : program;
  return new SystemError(errorCode(errno), errno, syscall, { address });
}
