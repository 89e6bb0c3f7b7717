import type { AcceptedSocketOptions, ProtocolFactory, Socket, StreamProtocol, Transport } from '@tsyncio/core';
import { checkCall, type LoopState, ownOptions } from '@tsyncio/core/area';
import { checkStreamSocket } from '../check-options.ts';
import { planServerTls, SERVER_TLS } from '../tls/tls-plan.ts';
import { openTransport } from './open-transport.ts';

const METHOD = 'connectAcceptedSocket';

/** Implements {@link TransportApi.connectAcceptedSocket}. */
export async function connectAcceptedSocket<P extends StreamProtocol>(
  state: LoopState,
  factory: ProtocolFactory<P>,
  sock: Socket,
  given: AcceptedSocketOptions = {},
): Promise<readonly [Transport, P]> {
  checkCall(state, factory, METHOD);
  const tls = planServerTls(ownOptions(given, METHOD, SERVER_TLS));
  checkStreamSocket(state, sock);
  return openTransport(state, sock, factory, tls);
}
