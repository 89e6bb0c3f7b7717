import { readdirSync, readlinkSync } from 'node:fs';

/** The sockets this process has open. */
export function openSockets(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return `${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`;
      } catch {
        return ''; // the one with which the folder was read
      }
    })
    .filter((label) => label.includes('socket:'))
    .sort();
}
