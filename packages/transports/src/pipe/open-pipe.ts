import type { BaseProtocol, FileLike, ProtocolFactory } from '@tsyncio/core';
import { checkCall, checkProtocol, type LoopState, refuseClosed } from '@tsyncio/core/area';
import { startOpening } from '../base/start-opening.ts';
import { checkPipe, type Direction, ownPipe } from './pipe-descriptor.ts';
import type { PipeTransport, PipeTransportParts } from './pipe-transport.ts';

/** What differs between the two directions. */
export interface PipeOpening<Base extends BaseProtocol, Made extends PipeTransport<Base>> {
  readonly method: string;
  readonly direction: Direction;
  readonly make: (parts: PipeTransportParts<Base>) => Made;
}

/**
 * A transport and a protocol for a pipe; resolves after `connectionMade`. What fails before there is a transport leaves the pipe open and the
 * caller's; from then on the transport closes it.
 */
export async function openPipe<Base extends BaseProtocol, P extends Base, Made extends PipeTransport<Base>>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  pipe: FileLike,
  { method, direction, make }: PipeOpening<Base, Made>,
): Promise<readonly [Made, P]> {
  checkCall(state, factory, method);
  checkPipe(state, pipe, direction);
  const protocol = checkProtocol(factory());
  // Once more, as the factory may have closed the loop or the pipe, or made a transport of it.
  refuseClosed(state);
  const checked = checkPipe(state, pipe, direction);
  const transport = make({ state, pipe: checked, owned: ownPipe(state, checked, direction), protocol });
  const opened = startOpening(state, transport);
  try {
    await opened;
  } catch (error) {
    transport.close();
    throw error;
  }
  return [transport, protocol];
}
