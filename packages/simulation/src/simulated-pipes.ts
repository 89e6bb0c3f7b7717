import { constants } from 'node:os';
import type { Pipes } from '@tsyncio/core/area';
import type { Choices } from './choices.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { FakeSocket } from './fake-socket.ts';
import { OwnStream } from './own-streams.ts';
import { openPipe, PipeReader, PipeWriter } from './pipe.ts';

const { EBADF, EINVAL } = constants.errno;
/** How many buffers one `writev` takes: it leaves out the rest. */
const MOST_BUFFERS = 64;

/** Pipes, and reading and writing as every descriptor takes it. */
export function simulatedPipes(table: DescriptorTable, choices: Choices): Pipes {
  const read: Pipes['read'] = (fd, nbytes) => {
    const bytes = table.at(fd)?.read(nbytes) ?? -EBADF;
    return typeof bytes !== 'number' && bytes.length === 0 ? 0 : bytes;
  };
  const write: Pipes['write'] = (fd, data, offset) =>
    offset > data.length ? -EINVAL : (table.at(fd)?.write(data.subarray(offset)) ?? -EBADF);
  return {
    open: () => {
      const [reader, writer] = openPipe(choices);
      return table.room(2) || [table.add(reader), table.add(writer)];
    },
    kindOf: (fd) => {
      const file = table.at(fd);
      if (file === undefined) return -EBADF;
      if (file instanceof PipeReader || file instanceof PipeWriter) return 'fifo';
      if (file instanceof OwnStream) return 'character';
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
    // As one: what is short goes whole or not at all, and on sockets with messages it is one message.
    writev: (fd, list, offset) =>
      offset > (list[0]?.length ?? -1) ? -EINVAL : write(fd, Buffer.concat(list.slice(0, MOST_BUFFERS)), offset),
  };
}
