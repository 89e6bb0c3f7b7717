import { CancelledError, LoopError, SystemError } from 'tsyncio';
import { greetIfNeeded } from './greet.ts';
import { login } from './login.ts';
import type { Session } from './session.ts';
import { SmtpConnectError, SmtpConnectTimeoutError, SmtpServerDisconnectedError, SmtpTimeoutError } from './smtp-error.ts';
import { runningSmtpLoop, type SmtpLoop } from './smtp-loop.ts';
import { checkOptions, describeServer, hostnameOf, mergeOptions, portOf, type SmtpOptions, timeoutOf } from './smtp-options.ts';
import { SmtpProtocol } from './smtp-protocol.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import { startTls } from './start-tls.ts';
import { runWithin } from './time-limit.ts';
import { tlsNameOf, tlsOptionsOf } from './tls-settings.ts';

/** Connect, wait for the server's greeting, and speak TLS and log in as the settings say. Whatever fails or is cancelled, nothing stays open. */
export async function connect(session: Session, given: SmtpOptions): Promise<SmtpResponse> {
  const loop = runningSmtpLoop();
  const settings = checkOptions(mergeOptions(session.settings, given));
  const reservation = await session.reserve(loop);
  session.settings = settings;
  try {
    const protocol = await openConnection(session, loop);
    session.attach(reservation, protocol);
    const greeting = await readGreeting(session, protocol);
    await startTlsOnConnect(session);
    const { username, password } = settings;
    if (username) await login(session, username, password ?? '');
    return greeting;
  } catch (error) {
    session.cancel(reservation);
    throw error;
  }
}

async function openConnection(session: Session, loop: SmtpLoop): Promise<SmtpProtocol> {
  const { settings } = session;
  const protocol: SmtpProtocol = new SmtpProtocol(loop, () => session.detach(protocol));
  const late = (): Error => new SmtpConnectTimeoutError(`Timed out connecting to ${describeServer(settings)}`);
  try {
    await runWithin(loop, () => open(loop, protocol, settings), timeoutOf(settings), late);
    return protocol;
  } catch (error) {
    // Cancelled when it had just come about.
    protocol.abort();
    throw describeFailure(error, settings);
  }
}

function open(loop: SmtpLoop, protocol: SmtpProtocol, settings: SmtpOptions): Promise<unknown> {
  const tls = settings.useTls ? tlsParts(settings) : {};
  const { sock, socketPath, sourceAddress } = settings;
  const factory = (): SmtpProtocol => protocol;
  if (sock) return loop.createConnection(factory, { sock, ...tls });
  if (socketPath) return loop.createUnixConnection(factory, { path: socketPath, ...tls });
  const bound = sourceAddress ? { localAddr: sourceAddress } : {};
  return loop.createConnection(factory, { host: hostnameOf(settings) ?? '', port: portOf(settings), ...bound, ...tls });
}

function tlsParts(settings: SmtpOptions): object {
  const limit = timeoutOf(settings);
  return {
    ssl: tlsOptionsOf(settings),
    serverHostname: tlsNameOf(settings),
    ...(limit === null ? {} : { sslHandshakeTimeout: limit }),
  };
}

/** What the system or TLS refused; wrong arguments and a cancellation stay what they are. */
function describeFailure(error: unknown, settings: SmtpOptions): unknown {
  const ours = error instanceof SmtpTimeoutError || error instanceof CancelledError || error instanceof LoopError;
  if (ours || error instanceof TypeError || error instanceof RangeError || !(error instanceof Error)) return error;
  if (error instanceof SystemError && error.syscall === 'handshake' && error.code === 'ECONNABORTED')
    return new SmtpConnectTimeoutError(`Timed out connecting to ${describeServer(settings)}`, { cause: error });
  return new SmtpConnectError(`Error connecting to ${describeServer(settings)}: ${error.message}`, { cause: error });
}

async function readGreeting(session: Session, protocol: SmtpProtocol): Promise<SmtpResponse> {
  const { settings } = session;
  const greeting = await protocol.readResponse(timeoutOf(settings)).catch((cause: unknown) => {
    if (cause instanceof SmtpServerDisconnectedError)
      throw new SmtpConnectError(`Error connecting to ${describeServer(settings)}: ${cause.message}`, { cause });
    if (cause instanceof SmtpTimeoutError) throw new SmtpConnectTimeoutError('Timed out waiting for server ready message', { cause });
    throw cause;
  });
  if (greeting.code === SmtpStatus.ready) return greeting;
  throw new SmtpConnectError(`The server at ${describeServer(settings)} is not ready: ${greeting.code} ${greeting.message}`);
}

async function startTlsOnConnect(session: Session): Promise<void> {
  const { startTls: wanted = null, useTls = false } = session.settings;
  if (wanted === true) await startTls(session);
  if (wanted !== null || useTls || session.protocol.overTls) return;
  await greetIfNeeded(session);
  if (session.server.supports('starttls')) await startTls(session);
}
