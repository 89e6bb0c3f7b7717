// Opens signals with no descriptor free, then one, two …, until there are enough: prints how many of those were free before and after.
import { closeSync, openSync } from 'node:fs';
import { nativeKernel } from '@tsyncio/native';

const kernel = nativeKernel();
const taken: number[] = [];

function fill(into: number[]): number {
  const before = into.length;
  try {
    for (;;) into.push(openSync('/dev/null', 'r'));
  } catch {
    return into.length - before;
  }
}

function free(): number {
  const probe: number[] = [];
  fill(probe);
  for (const fd of probe) closeSync(fd);
  return probe.length;
}

fill(taken);
const changes: string[] = [];
for (let wanted = 0, fd = -1; fd < 0; wanted++) {
  while (free() < wanted) closeSync(taken.pop() as number);
  fd = kernel.signals?.open() ?? 0;
  if (fd < 0 && free() !== wanted) changes.push(`${wanted} became ${free()}`);
}
kernel.close();
for (const fd of taken) closeSync(fd);
console.log(changes.length === 0 ? 'none lost' : changes.join(', '));
