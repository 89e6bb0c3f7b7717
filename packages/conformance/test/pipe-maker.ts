import type { Loop } from '@tsyncio/core';
import { errorCode, stateOf } from '@tsyncio/core/area';
import type { PipeEnd, PipeMaker } from '../src/cases/pipes/open-pipes.ts';

/** The ability 'pipes': those of the loop's own kernel. */
export const pipeMaker: PipeMaker = {
  open: (loop) => {
    const ends = kernelOf(loop).pipes.open();
    if (typeof ends === 'number') throw new Error(errorCode(ends));
    return [endOf(loop, ends[0]), endOf(loop, ends[1])];
  },
};

function kernelOf(loop: Loop): Required<Pick<ReturnType<typeof stateOf>['kernel'], 'pipes' | 'sockets'>> {
  const { pipes, sockets } = stateOf(loop).kernel;
  if (pipes === undefined || sockets === undefined) throw new Error('this kernel has no pipes');
  return { pipes, sockets };
}

function endOf(loop: Loop, fd: number): PipeEnd {
  const { pipes, sockets } = kernelOf(loop);
  let open = true;
  return {
    fd,
    read: (nbytes) => {
      const data = pipes.read(fd, nbytes);
      if (typeof data !== 'number') return data;
      return data === 0 ? Buffer.alloc(0) : null;
    },
    write: (data) => Math.max(0, pipes.write(fd, Buffer.from(data as string), 0)),
    close: () => {
      if (open) sockets.close(fd);
      open = false;
    },
  };
}
