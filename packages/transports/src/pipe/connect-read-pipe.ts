import type { FileLike, ProtocolFactory, ReadTransport, StreamProtocol } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { openPipe, type PipeOpening } from './open-pipe.ts';
import { ReadPipeTransport } from './read-pipe-transport.ts';

const opening: PipeOpening<StreamProtocol, ReadPipeTransport> = {
  method: 'connectReadPipe',
  direction: 'read',
  make: (parts) => new ReadPipeTransport(parts),
};

/** Implements {@link TransportApi.connectReadPipe}. */
export function connectReadPipe<P extends StreamProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  pipe: FileLike,
): Promise<readonly [ReadTransport, P]> {
  return openPipe(state, factory, pipe, opening);
}
