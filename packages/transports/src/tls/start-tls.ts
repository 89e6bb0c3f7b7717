import type { StartTlsOptions, StreamProtocol, Transport } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { kindOf, type LoopState, type OptionNames, ownOptions, refuseClosed } from '@tsyncio/core/area';
import { closeQuietly } from '../connection/open-socket.ts';
import { isTransport } from '../node-streams/as-duplex.ts';
import { NodeStreamTransport } from '../node-streams/node-stream-transport.ts';
import { refuseBlockingRun } from '../node-streams/refuse-blocking-run.ts';
import { StreamTransport } from '../stream/stream-transport.ts';
import { carrierOfSocket, carrierOfTransport } from './carrier.ts';
import { HostWork } from './host-work.ts';
import { CLIENT_TLS, checkTlsOptions, planStartTls, type TlsPlan } from './tls-plan.ts';
import { type TlsTransport, tlsOver } from './tls-transport.ts';

const OPTIONS: OptionNames<StartTlsOptions> = { ...CLIENT_TLS, serverSide: true };

/** Implements {@link TransportApi.startTls}. */
export async function startTls(
  state: LoopState,
  transport: Transport,
  protocol: StreamProtocol,
  given: StartTlsOptions,
): Promise<Transport> {
  const options = ownOptions(given, 'startTls', OPTIONS);
  checkTlsOptions(options.ssl);
  if (!isTransport(transport)) throw new TypeError(`startTls needs a transport that reads and writes a stream, got ${kindOf(transport)}`);
  const plan = planStartTls(options);
  if ((typeof protocol !== 'object' && typeof protocol !== 'function') || protocol === null)
    throw new TypeError(`startTls needs the protocol of the connection, got ${kindOf(protocol)}`);
  refuseClosed(state);
  refuseBlockingRun(state, 'TLS');
  if (transport.isClosing())
    throw new LoopError('ERR_TRANSPORT_STATE', 'startTls needs an open transport, got one that is closing or closed');
  const secured =
    transport instanceof StreamTransport ? takeSocket(state, transport, protocol, plan) : takeTransport(state, transport, protocol, plan);
  try {
    await secured.upgrade();
  } catch (error) {
    secured.abort();
    throw error;
  }
  secured.startReadingSoon();
  return secured;
}

/** The socket changes hands: what was not read from it yet is still in it, what was not sent goes first. */
function takeSocket(state: LoopState, transport: StreamTransport, protocol: StreamProtocol, plan: TlsPlan): TlsTransport {
  const { sock, peername, owner, unsent } = transport.handOver();
  try {
    const work = new HostWork(state);
    const carrier = carrierOfSocket(state, sock, peername, work);
    if (unsent.length > 0) carrier.stream.write(Buffer.concat(unsent));
    return tlsOver({ state, carrier, plan, protocol, owner, work });
  } catch (error) {
    closeQuietly(sock);
    throw error;
  } finally {
    owner?.detach(transport);
  }
}

/** The transport stays what it is, and carries the other one. */
function takeTransport(state: LoopState, transport: Transport, protocol: StreamProtocol, plan: TlsPlan): TlsTransport {
  const work = new HostWork(state);
  const secured = tlsOver({ state, carrier: carrierOfTransport(transport, work), plan, protocol, work });
  if (transport instanceof NodeStreamTransport) secured.takeOwnerOf(transport);
  return secured;
}
