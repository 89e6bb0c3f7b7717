import { NotImplementedError, type StartTlsOptions, type StreamProtocol, type Transport } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';

/** Implements {@link TransportApi.startTls}. */
export async function startTls(
  _state: LoopState,
  _transport: Transport,
  _protocol: StreamProtocol,
  _given: StartTlsOptions,
): Promise<Transport> {
  throw new NotImplementedError('startTls is not supported yet');
}
