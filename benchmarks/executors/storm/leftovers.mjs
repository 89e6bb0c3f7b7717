// What a process has of the things that nobody may leave behind.
import { readdirSync, readFileSync } from 'node:fs';

const countListeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);

/** Process ids of children, also of those that nobody reaped. */
export function childrenOf(pid = process.pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
    } catch {
      return []; // The thread ended while we looked.
    }
  });
}

export const countAll = () => ({
  descriptors: readdirSync('/proc/self/fd').length,
  threads: readdirSync('/proc/self/task').length,
  children: childrenOf().length,
  listeners: countListeners(),
  resources: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate' && name !== 'Timeout').length,
});

/** What there is more of than before, once the system had some time to take it away. */
export async function whatIsLeft(before, limitMs = 60_000) {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const now = countAll();
    const left = Object.keys(before).filter((what) => now[what] > before[what]);
    if (left.length === 0 || performance.now() > deadline) return left.map((what) => `${now[what]} ${what}, ${before[what]} before`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
