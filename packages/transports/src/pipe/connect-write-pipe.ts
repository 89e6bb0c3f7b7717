import type { BaseProtocol, FileLike, ProtocolFactory, WriteTransport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { openPipe, type PipeOpening } from './open-pipe.ts';
import { WritePipeTransport } from './write-pipe-transport.ts';

const opening: PipeOpening<BaseProtocol, WritePipeTransport> = {
  method: 'connectWritePipe',
  direction: 'write',
  make: (parts) => new WritePipeTransport(parts),
};

/** Implements {@link TransportApi.connectWritePipe}. */
export function connectWritePipe<P extends BaseProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  pipe: FileLike,
): Promise<readonly [WriteTransport, P]> {
  return openPipe(state, factory, pipe, opening);
}
