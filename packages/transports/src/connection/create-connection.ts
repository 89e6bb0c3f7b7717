import type { AddressInfo, ConnectionOptions, ProtocolFactory, Socket, SocketApi, StreamProtocol, Transport } from '@tsyncio/core';
import {
  checkCall,
  checkInteger,
  checkPort,
  kindOf,
  type LoopState,
  type OptionNames,
  ownOptions,
  socketCallsOf,
} from '@tsyncio/core/area';
import { checkHost, checkStreamSocket, checkSwitch } from '../check-options.ts';
import { resolveHost } from '../dns/resolve-host.ts';
import { CLIENT_TLS, planClientTls } from '../tls/tls-plan.ts';
import { connectFirst } from './connect-first.ts';
import { connectRacing } from './happy-eyeballs.ts';
import { interleave } from './interleave.ts';
import { openTransport } from './open-transport.ts';

const METHOD = 'createConnection';
const OPTIONS: OptionNames<ConnectionOptions> = {
  host: true,
  port: true,
  family: true,
  proto: true,
  flags: true,
  sock: true,
  localAddr: true,
  happyEyeballsDelay: true,
  interleave: true,
  allErrors: true,
  ...CLIENT_TLS,
};

/** The order in which addresses are tried. */
interface Eyeballs {
  /** `null`: the next one only when the one before has failed. */
  readonly delay: number | null;
  /** 0: the resolver's order. */
  readonly lead: number;
}

/** Implements {@link TransportApi.createConnection}. */
export async function createConnection<P extends StreamProtocol>(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  factory: ProtocolFactory<P>,
  given: ConnectionOptions,
): Promise<readonly [Transport, P]> {
  checkCall(state, factory, METHOD);
  const options = ownOptions(given, METHOD, OPTIONS);
  const tls = planClientTls(options, options.host);
  const eyeballs = checkEyeballs(options);
  const allErrors = checkSwitch(options.allErrors, 'allErrors', false);
  const sock =
    options.sock === undefined
      ? await connectByName(state, sockConnect, { ...options, allErrors }, eyeballs)
      : givenSocket(state, options, options.sock);
  return openTransport(state, sock, factory, tls);
}

function checkEyeballs({ happyEyeballsDelay: delay, interleave: lead }: ConnectionOptions): Eyeballs {
  if (delay !== undefined) checkDelay(delay);
  if (lead !== undefined && (!Number.isInteger(lead) || lead < 0))
    throw new RangeError(`interleave must be an integer from 0 on, got ${String(lead)}`);
  return { delay: delay ?? null, lead: lead ?? (delay === undefined ? 0 : 1) };
}

function checkDelay(delay: number): void {
  if (typeof delay !== 'number') throw new TypeError(`happyEyeballsDelay must be a number of milliseconds, got ${kindOf(delay)}`);
  if (!(delay >= 0 && delay < Number.POSITIVE_INFINITY))
    throw new RangeError(`happyEyeballsDelay must be a finite number of milliseconds from 0 on, got ${delay}`);
}

function givenSocket(state: LoopState, { host, port }: ConnectionOptions, sock: Socket): Socket {
  if (host !== undefined || port !== undefined) throw new TypeError('host/port and sock can not be specified at the same time');
  checkStreamSocket(state, sock);
  return sock;
}

async function connectByName(
  state: LoopState,
  sockConnect: SocketApi['sockConnect'],
  options: ConnectionOptions & { allErrors: boolean },
  { delay, lead }: Eyeballs,
): Promise<Socket> {
  if (options.host === undefined && options.port === undefined)
    throw new TypeError('host and port was not specified and no sock specified');
  const host = options.host === undefined ? null : checkHost(options.host);
  const { SOCK_STREAM = 1 } = socketCallsOf(state.kernel).constants;
  const hints = {
    family: checkInteger('family', options.family ?? 0),
    type: SOCK_STREAM,
    proto: checkInteger('proto', options.proto ?? 0),
    flags: checkInteger('flags', options.flags ?? 0),
  };
  const found = await resolveHost(state, host, checkPort(options.port ?? 0), hints);
  const local = await resolveLocal(state, options, hints);
  const remote = lead === 0 ? found : interleave(found, lead);
  const attempts = { sockConnect, remote, local, allErrors: options.allErrors };
  return delay === null ? connectFirst(state, attempts) : connectRacing(state, attempts, delay);
}

async function resolveLocal(
  state: LoopState,
  { localAddr }: ConnectionOptions,
  hints: Parameters<typeof resolveHost>[3],
): Promise<AddressInfo[] | null> {
  if (localAddr === undefined) return null;
  if (typeof localAddr !== 'object' || localAddr === null)
    throw new TypeError(`localAddr must be { host, port }, got ${kindOf(localAddr)}`);
  return resolveHost(state, checkHost(localAddr.host, 'localAddr.host'), checkPort(localAddr.port), hints);
}
