// The processor time of another process, from the kernel's own clock of each thread.
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Nanoseconds of all threads that live. A thread that runs at this moment counts only up to the kernel's last look at it: read
 * it while the process has nothing to do.
 */
export function processorTime(pid) {
  const folder = `/proc/${pid}/task`;
  let sum = 0;
  for (const thread of readdirSync(folder)) sum += Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  return sum;
}
