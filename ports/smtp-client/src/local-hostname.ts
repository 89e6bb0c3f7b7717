import { hostname } from 'node:os';
import { constants, type Loop, SystemError, type TransportApi } from 'tsyncio';

/**
 * The full name of this host where the resolver knows one, else its short name. The resolver is asked without blocking the loop.
 *
 * @see Python `socket.getfqdn`
 */
export async function localHostname(loop: Loop & TransportApi): Promise<string> {
  const short = hostname();
  try {
    const [info] = await loop.getaddrinfo(short, null, { type: constants.SOCK_STREAM });
    if (info === undefined) return short;
    const { host } = await loop.getnameinfo(info.address, constants.NI_NAMEREQD);
    return host.includes('.') ? host : short;
  } catch (error) {
    if (error instanceof SystemError) return short;
    throw error;
  }
}
