import { closeSync, fstatSync, readdirSync, readFileSync } from 'node:fs';

/** The numbers of the descriptors this process has open. */
export function openDescriptors(): number[] {
  const numbers = readdirSync('/proc/self/fd').map(Number);
  return numbers.filter(isOpen).sort((a, b) => a - b);
}

export function isOpen(fd: number): boolean {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
}

/** Whether two numbers stand for the same file. */
export function isSameFile(one: number, other: number): boolean {
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

export function isCloseOnExec(fd: number): boolean {
  const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
  return (Number.parseInt(flags ?? '0', 8) & 0o2000000) !== 0;
}

export function closeAll(fds: readonly number[]): void {
  for (const fd of fds) closeSync(fd);
}
