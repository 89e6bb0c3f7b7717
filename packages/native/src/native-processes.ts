import type { ChildProcess, Processes, SpawnFailure, SpawnRequest } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';
import { NativeChild } from './native-child.ts';

/** For tests: what is done where a system lacks a better way. */
export interface ProcessWays {
  /** Copy the memory of this process instead of lending it to the child. */
  readonly byFork?: boolean;
  /** Wait for each child in a thread instead of asking the system for a descriptor. */
  readonly byThread?: boolean;
  /** Close the descriptors that are listed. */
  readonly byList?: boolean;
  /** Close all numbers that descriptors can have. */
  readonly byNumber?: boolean;
}

export interface NativeProcesses extends Processes {
  /** Kill and reap the children that are left. */
  close(): void;
}

/** As native/process/spawn-request.cc counts them. */
const FLAGS = {
  newSession: 1,
  controllingTerminal: 2,
  processGroup: 4,
  user: 8,
  group: 16,
  groups: 32,
  umask: 64,
  byFork: 128,
  byThread: 256,
  byList: 512,
  byNumber: 1024,
};

/** The process calls of the addon, as kernels give them. */
export function nativeProcesses(binding: Binding, ways: ProcessWays = {}): NativeProcesses {
  const children = new Set<NativeChild>();
  return {
    spawn(request): ChildProcess | SpawnFailure {
      const [first, second] = binding.processSpawn(textsOf(request), numbersOf(request, ways), request.cwd);
      if (typeof second === 'string') return { errno: first, syscall: second };
      const child = new NativeChild(binding, first, second, (reaped) => children.delete(reaped));
      children.add(child);
      return child;
    },
    killGroup: binding.processKillGroup,
    openTerminal: binding.openTerminal,
    resizeTerminal: binding.resizeTerminal,
    close() {
      for (const child of children) child.end();
    },
  };
}

/** One text for all of them, which crosses into the addon at once. */
function textsOf({ paths, argv, env }: SpawnRequest): string {
  return [...paths, ...argv, ...env, ''].join('\0');
}

function numbersOf(request: SpawnRequest, ways: ProcessWays): Int32Array {
  const { paths, argv, env, stdio, keep, processGroup, user, group, umask } = request;
  const groups = request.groups ?? [];
  return Int32Array.of(
    paths.length,
    argv.length,
    env.length,
    flagsOf(request, ways),
    ...stdio,
    processGroup ?? 0,
    user ?? 0,
    group ?? 0,
    umask ?? 0,
    keep.length,
    groups.length,
    ...keep,
    ...groups,
  );
}

function flagsOf(request: SpawnRequest, ways: ProcessWays): number {
  const { newSession, controllingTerminal } = request;
  let flags = 0;
  for (const [name, set] of Object.entries({ newSession, controllingTerminal, ...ways }))
    if (set) flags |= FLAGS[name as keyof typeof FLAGS];
  for (const name of ['processGroup', 'user', 'group', 'groups', 'umask'] as const) if (request[name] !== null) flags |= FLAGS[name];
  return flags;
}
