// Gives children every arrangement of four files as their standard streams: this process's own three, which are different things, and one
// above them. A child's stream must be the file that was named. Prints how many were tried, and those that were wrong. Then the same without a
// standard input of our own, and with another file that took its number.

import { closeSync, existsSync, openSync, readlinkSync } from 'node:fs';
import type { ChildProcess, SpawnRequest } from '@tsyncio/core/area';
import { plainSpawnRequest } from '../../../../test-support/plain-spawn-request.ts';
import { loadBinding } from '../../src/load-binding.ts';
import { type NativeProcesses, nativeProcesses } from '../../src/native-processes.ts';

const sources = [0, 1, 2, openSync('/dev/zero', 'r+')];
const linkOf = (pid: number | string, fd: number): string => readlinkSync(`/proc/${pid}/fd/${fd}`);
const names = new Map(sources.map((fd) => [fd, linkOf('self', fd)]));
if (new Set(names.values()).size !== sources.length) throw new Error(`not all different: ${[...names.values()].join(' ')}`);

function spawn(processes: NativeProcesses, stdio: SpawnRequest['stdio'], keep: readonly number[] = []): ChildProcess {
  const child = processes.spawn(
    plainSpawnRequest({
      paths: ['/bin/sleep'],
      argv: ['sleep', '60'],
      stdio,
      keep,
    }),
  );
  if ('syscall' in child) throw new Error(`${child.syscall} ${child.errno}`);
  return child;
}

const arrangements = sources.flatMap((a) => sources.flatMap((b) => sources.map((c) => [a, b, c] as const)));
const wrong: unknown[] = [];
let tried = 0;
for (const byFork of [false, true]) {
  for (const keep of byFork ? [[]] : [[], [...sources, 0, 1]]) {
    const processes = nativeProcesses(loadBinding(), { byFork });
    for (const stdio of arrangements) {
      const child = spawn(processes, stdio, keep);
      tried++;
      const found = [0, 1, 2].map((fd) => linkOf(child.pid, fd));
      if (stdio.some((fd, i) => found[i] !== names.get(fd))) wrong.push({ stdio, keep, found });
    }
    processes.close();
  }
}
console.log(JSON.stringify({ tried, wrong }));

const processes = nativeProcesses(loadBinding());
closeSync(0);
const { pid } = spawn(processes, [0, 1, 2]);
// While it starts, its dynamic linker opens files, which take the number that is free; it sleeps for long after that.
const deadline = performance.now() + 20_000;
while (existsSync(`/proc/${pid}/fd/0`) && performance.now() < deadline);
console.log(`closed: ${JSON.stringify([0, 1, 2].map((fd) => existsSync(`/proc/${pid}/fd/${fd}`)))}`);
// The descriptor of its exit may have taken the number.
processes.close();
if (openSync('/dev/full', 'r+') !== 0) throw new Error('0 was not free');
console.log(`replaced: ${linkOf(spawn(processes, [0, 1, 2]).pid, 0) === '/dev/full'}`);
processes.close();
