import { SystemError, type TlsOptions, type Transport } from 'tsyncio';
import { SmtpServerDisconnectedError, SmtpTimeoutError } from './smtp-error.ts';
import type { SmtpLoop } from './smtp-loop.ts';
import type { SmtpProtocol } from './smtp-protocol.ts';
import type { TimeLimit } from './time-limit.ts';

export interface TlsUpgrade {
  readonly ssl: TlsOptions;
  readonly serverHostname: string;
  readonly limit: TimeLimit;
}

/** The handshake. A refused certificate fails with the error of `node:tls`. */
export async function upgradeToTls(loop: SmtpLoop, plain: Transport, protocol: SmtpProtocol, upgrade: TlsUpgrade): Promise<Transport> {
  const { ssl, serverHostname, limit } = upgrade;
  const timeouts = limit === null ? {} : { sslHandshakeTimeout: limit };
  try {
    return await loop.startTls(plain, protocol, { ssl, serverHostname, ...timeouts });
  } catch (error) {
    // As asyncio's loop does, tsyncio's tells a handshake that takes too long by ending the connection.
    if (codeOf(error) === 'ECONNABORTED') throw new SmtpTimeoutError('Timed out while upgrading transport', { cause: error });
    if (codeOf(error) === 'ECONNRESET')
      throw new SmtpServerDisconnectedError('Connection was reset while upgrading transport', { cause: error });
    throw error;
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof SystemError ? error.code : null;
}
