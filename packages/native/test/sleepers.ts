import type { ChildProcess } from '@tsyncio/core/area';
import { plainSpawnRequest } from '../../../test-support/plain-spawn-request.ts';
import type { Binding } from '../src/binding.ts';
import { nativeProcesses, type ProcessWays } from '../src/native-processes.ts';

/** Children that nothing but SIGKILL ends. */
export function sleepers(binding: Binding, ways: ProcessWays, count: number): ChildProcess[] {
  const processes = nativeProcesses(binding, ways);
  return Array.from({ length: count }, () => {
    const child = processes.spawn(
      plainSpawnRequest({
        paths: ['/bin/sh'],
        argv: ['sh', '-c', "trap '' TERM HUP INT; exec sleep 60"],
        env: [`PATH=${process.env.PATH}`],
        stdio: [0, 0, 0],
        processGroup: 0,
      }),
    );
    if ('syscall' in child) throw new Error(`not started: ${child.syscall} ${child.errno}`);
    return child;
  });
}
