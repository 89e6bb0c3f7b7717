import type { PipeKind, Pipes } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/** As the addon counts them. */
const KINDS: readonly PipeKind[] = ['fifo', 'socket', 'character', 'other'];
/** The system moves no more in one call. */
const MOST_BYTES = 0x7ffff000;

/** The pipe calls of the addon, as kernels give them. */
export function nativePipes(binding: Binding): Pipes {
  // Few programs read pipes.
  let received: ReceiveBuffer | null = null;
  return {
    open: binding.pipe,
    enlarge: binding.enlarge,
    kindOf: (fd) => {
      const kind = binding.kindOf(fd);
      return KINDS[kind] ?? kind;
    },
    read: (fd, nbytes) => {
      received ??= new ReceiveBuffer(() => {});
      const room = received.reserve(nbytes);
      const count = binding.read(fd, received.space, received.offset, room);
      return count > 0 ? received.take(count) : count;
    },
    readInto: (fd, buffer) => binding.read(fd, buffer, 0, Math.min(buffer.length, MOST_BYTES)),
    write: binding.write,
    writev: binding.writev,
    duplicate: binding.pipeDuplicate,
  };
}
