import { constants } from 'node:os';
import type { Pipes } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { FakeSocket } from './fake-socket.ts';
import { openPipe, PipeReader, PipeWriter } from './pipe.ts';

const { EAGAIN, EBADF } = constants.errno;

/** Pipes, and reading and writing as every descriptor takes it. */
export function simulatedPipes(table: DescriptorTable, choices: Choices): Pipes {
  const read: Pipes['read'] = (fd, nbytes) => {
    const bytes = table.at(fd)?.read(nbytes) ?? -EBADF;
    return typeof bytes !== 'number' && bytes.length === 0 ? 0 : bytes;
  };
  const write: Pipes['write'] = (fd, data, offset) => table.at(fd)?.write(data.subarray(offset)) ?? -EBADF;
  return {
    open: () => {
      const [reader, writer] = openPipe(choices);
      return table.room(2) || [table.add(reader), table.add(writer)];
    },
    kindOf: (fd) => {
      const file = table.at(fd);
      if (file === undefined) return -EBADF;
      if (file instanceof PipeReader || file instanceof PipeWriter) return 'fifo';
      return file instanceof FakeSocket ? 'socket' : 'other';
    },
    read,
    readInto: (fd, buffer) => {
      const bytes = read(fd, buffer.length);
      if (typeof bytes === 'number') return bytes;
      buffer.set(bytes);
      return bytes.length;
    },
    write,
    writev: (fd, list, offset) => {
      let total = 0;
      for (const [index, data] of list.entries()) {
        const from = index === 0 ? offset : 0;
        const written = write(fd, data, from);
        if (written < 0) return total > 0 && written === -EAGAIN ? total : written;
        total += written;
        if (from + written < data.length) break;
      }
      return total;
    },
  };
}
