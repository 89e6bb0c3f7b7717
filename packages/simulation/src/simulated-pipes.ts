import { constants } from 'node:os';
import type { Choices } from './choices.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { openPipe } from './pipe.ts';

const { EBADF } = constants.errno;

/** Pipes, and reading and writing as every descriptor takes it. Answers below zero are negated error numbers. */
export interface PipeCalls {
  /** The descriptors of a new pipe's read end and write end. */
  open(): readonly [reader: number, writer: number] | number;
  /** Up to `nbytes`; 0 at the end. */
  read(fd: number, nbytes: number): Buffer | number;
  /** Write `data` from `offset` on; how many bytes went. */
  write(fd: number, data: Uint8Array, offset?: number): number;
}

export function simulatedPipes(table: DescriptorTable, choices: Choices): PipeCalls {
  return {
    open: () => {
      const [reader, writer] = openPipe(choices);
      return table.room(2) || [table.add(reader), table.add(writer)];
    },
    read: (fd, nbytes) => {
      const bytes = table.at(fd)?.read(nbytes) ?? -EBADF;
      return typeof bytes !== 'number' && bytes.length === 0 ? 0 : bytes;
    },
    write: (fd, data, offset = 0) => table.at(fd)?.write(data.subarray(offset)) ?? -EBADF,
  };
}
