import { readdirSync, readlinkSync } from 'node:fs';

/** What each open descriptor of this process is. */
export function allDescriptors(): string[] {
  const found: string[] = [];
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      found.push(`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`);
    } catch {
      // The descriptor with which the directory was read is gone already.
    }
  }
  return found.sort();
}

/** What is open and was made by a loop or is a socket: pollers, timers, wake-ups, pipes, sockets. */
export function openDescriptors(): string[] {
  return allDescriptors().filter((label) => /eventpoll|timerfd|eventfd|kqueue|pipe|socket/.test(label));
}

/** The sockets this process has open. */
export function openSockets(): string[] {
  return allDescriptors().filter((label) => label.includes('socket:'));
}
