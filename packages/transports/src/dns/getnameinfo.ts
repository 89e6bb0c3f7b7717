import { type InetAddress, NotImplementedError } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.getnameinfo}. */
export async function getnameinfo(_state: LoopState, _address: InetAddress, _flags = 0): Promise<{ host: string; service: string }> {
  throw new NotImplementedError('getnameinfo is not supported yet');
}
