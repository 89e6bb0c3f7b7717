import { readdirSync, readlinkSync } from 'node:fs';

/** What the open descriptors are, apart from those that were there `before`. */
export function openDescriptors(before: readonly string[] = []): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return `${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`;
      } catch {
        return ''; // the one with which the folder was read
      }
    })
    .filter((label) => label !== '' && !before.includes(label) && !label.includes('io_uring'));
}
