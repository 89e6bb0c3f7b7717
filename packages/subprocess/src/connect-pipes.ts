import type { Protocol, TransportApi } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { BufferedPipeProtocol } from './buffered-pipe-protocol.ts';
import type { ChildStreams, Position } from './child-streams.ts';
import { type PipeListener, PipeProtocol } from './pipe-protocol.ts';

/** The loop methods that make transports of pipes. */
export type PipeConnector = Pick<TransportApi, 'connectReadPipe' | 'connectWritePipe'>;

/**
 * Give our ends of a child's pipes to transports; the listener hears how it went. Nothing here waits for a promise: in a run that blocks, none
 * settles.
 */
export function connectPipes({ readiness }: LoopState, connector: PipeConnector, streams: ChildStreams, listener: PipeListener): void {
  for (const [fd, position] of [...streams.ours]) {
    const makeProtocol = (): Protocol => (position === null ? {} : protocolOf(streams, position, listener));
    const connected: Promise<unknown> =
      position === 0 ? connector.connectWritePipe(makeProtocol, fd) : connector.connectReadPipe(makeProtocol, fd);
    connected.catch((error: unknown) => listener.pipeFailed(error));
    // From here on its transport closes it.
    if (readiness.isOwned(fd)) streams.forget(fd);
  }
  streams.closeAll();
}

function protocolOf(streams: ChildStreams, position: Position, listener: PipeListener): Protocol {
  const given = streams.protocolOf?.(position, listener);
  if (given !== undefined) return given;
  if (position === 0 || listener.getProtocol().getPipeBuffer === undefined) return new PipeProtocol(listener, position);
  return new BufferedPipeProtocol(listener, position, () => listener.getProtocol());
}
