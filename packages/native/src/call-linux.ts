import { NotImplementedError } from '@tsyncio/core';
import { systemError } from '@tsyncio/core/area';
import type { LinuxDescriptors } from './binding.ts';
import { loadBinding } from './load-binding.ts';

/** @throws {@link NotImplementedError} on other systems than Linux; {@link SystemError} for what the system refuses. */
export function callLinux(syscall: string, make: (calls: LinuxDescriptors) => number, path?: string): number {
  const binding = loadBinding();
  if (binding.eventfd === undefined) throw new NotImplementedError(`${syscall} is Linux's: ${process.platform} has no such descriptors`);
  const answer = make(binding as LinuxDescriptors);
  if (answer < 0) throw systemError(answer, syscall, { address: path });
  return answer;
}

/** @throws {RangeError} naming what is wrong. */
export function checkNumber(what: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new RangeError(`${what} must be an integer from 0 to ${most}, got ${String(value)}`);
}
