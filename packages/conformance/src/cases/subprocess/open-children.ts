import type { ReadTransport, SubprocessApi, SubprocessOptions, SubprocessTransport, WriteTransport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type PipeStage, withPipes } from '../pipes/open-pipes.ts';
import type { TransportLoop } from '../transports/open-transports.ts';
import { type ChildReactions, ChildRecorder } from './child-recorder.ts';

/**
 * What a subject gives for the need 'programs': its children run those of the system. Without it there are `cat`, `sleep` and `true`, for
 * the need 'children'.
 */
export interface ProgramAbility {
  /** A new folder, which is removed as soon as it is closed. */
  folder(): ProgramFolder;
}

export interface ProgramFolder {
  readonly path: string;
  /** Write a file with these permissions; the answer is its path. */
  file(name: string, text: string, mode?: number): string;
  close(): void;
}

/** What a subject gives for the need 'process table'. */
export interface ProcessTableAbility {
  /** Whether the process is one that has ended and was not waited for; `null` when there is none. */
  isZombie(pid: number): boolean | null;
}

export type ChildLoop = TransportLoop & SubprocessApi;

/** Options, with what the types would not let through. */
export type AnyOptions = SubprocessOptions & Readonly<Record<string, unknown>>;

export type Child = readonly [ChildRecorder, SubprocessTransport];

/** What the body of a case on child processes gets. */
export interface ChildStage extends Omit<PipeStage, 'loop' | 'recorder'> {
  readonly loop: ChildLoop;
  /** All recorders of the case. */
  readonly recorders: readonly ChildRecorder[];
  recorder(name: string, on?: ChildReactions): ChildRecorder;
  /** A child with a recorder for its protocol. */
  exec(name: string, argv: readonly string[], options?: AnyOptions, on?: ChildReactions): Promise<Child>;
  shell(name: string, command: string, options?: AnyOptions, on?: ChildReactions): Promise<Child>;
  /** A new folder, removed after the case. */
  folder(): ProgramFolder;
  isZombie(pid: number): boolean | null;
  /** Hold the loop up until the child has ended. */
  waitForZombie(pid: number): void;
}

/** As `withPipes`, with children; those left are killed and waited for. */
export function withChildren(body: (net: ChildStage) => Promise<void>): Case['run'] {
  return (stage) =>
    withPipes(async (pipes) => {
      const recorders: ChildRecorder[] = [];
      const loop = pipes.loop as ChildLoop;
      const recorder = (name: string, on: ChildReactions = {}): ChildRecorder => {
        const made = new ChildRecorder(loop, name, stage.trace, on);
        recorders.push(made);
        return made;
      };
      const isZombie = (pid: number): boolean | null => stage.ability<ProcessTableAbility>('process table').isZombie(pid);
      const net: ChildStage = {
        ...pipes,
        loop,
        recorders,
        recorder,
        exec: async (name, argv, options = {}, on = {}) => {
          const protocol = recorder(name, on);
          const [transport] = await loop.subprocessExec(() => protocol, argv as readonly [string], options);
          return [protocol, transport];
        },
        shell: async (name, command, options = {}, on = {}) => {
          const protocol = recorder(name, on);
          const [transport] = await loop.subprocessShell(() => protocol, command, options);
          return [protocol, transport];
        },
        folder: () => pipes.own(stage.ability<ProgramAbility>('programs').folder()),
        isZombie,
        waitForZombie: (pid) => {
          while (isZombie(pid) !== true);
        },
      };
      try {
        await body(net);
      } finally {
        for (const made of recorders) await made.end();
      }
    })(stage);
}

/** What a case on child processes needs, with what it needs besides. */
export function children(...more: readonly string[]): readonly string[] {
  return ['transports', 'pipes', 'children', ...more];
}

/** For the shell: wait, and see to signals meanwhile. */
export const WAITS = 'while :; do sleep 0.02; done';
/** For the shell: leave a `cat` on our pipes behind, and exit. A process in the background has a stdin only if that got another number. */
export const LEAVES_CAT = 'exec 3<&0; cat <&3 & exit 3';

/** The pipe to the child's standard input. */
export function stdinOf(transport: SubprocessTransport): WriteTransport {
  return pipeOf(transport, 0) as WriteTransport;
}

/** The pipe from its standard output, or another one. */
export function outputOf(transport: SubprocessTransport, fd = 1): ReadTransport {
  return pipeOf(transport, fd) as ReadTransport;
}

/** For which of the child's first three descriptors there is a pipe. */
export function pipesOf(transport: SubprocessTransport): readonly boolean[] {
  return [0, 1, 2].map((fd) => transport.getPipeTransport(fd) !== null);
}

function pipeOf(transport: SubprocessTransport, fd: number): unknown {
  const pipe = transport.getPipeTransport(fd);
  if (pipe === null) throw new Error(`the child's descriptor ${fd} is no pipe`);
  return pipe;
}
