import { readdirSync, readlinkSync } from 'node:fs';

/** What is open and was made by a loop or is a socket: pollers, timers, wake-ups, pipes, sockets. */
export function openDescriptors(): string[] {
  const found: string[] = [];
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      if (/eventpoll|timerfd|eventfd|kqueue|pipe|socket/.test(target)) found.push(`${fd} ${target}`);
    } catch {
      // The descriptor with which the directory was read is gone already.
    }
  }
  return found.sort();
}
