import type { InetAddress, Server, Socket } from '@tsyncio/core';
import { nativeSocketCalls } from '@tsyncio/native';
import { constants, socket } from '@tsyncio/sockets';

/** Socket calls for sockets made outside a loop. */
export const kernel: { name: string; sockets: ReturnType<typeof nativeSocketCalls> } = { name: 'native', sockets: nativeSocketCalls() };

/** A socket bound to a free port of `host`; it refuses connections until it listens, and keeps the port from others. */
export function bound(host = '127.0.0.1'): [Socket, InetAddress] {
  const sock = socket(host.includes(':') ? constants.AF_INET6 : constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
  sock.bind({ host, port: 0 });
  return [sock, sock.getsockname() as InetAddress];
}

/** A listening socket whose queue is full: who connects to it waits. `all` is to be closed. */
export function unanswering(): { address: InetAddress; all: Socket[] } {
  const [server, address] = bound();
  server.listen(0);
  const all = [server];
  for (let i = 0; i < 2; i++) {
    const client = socket(constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
    all.push(client);
    try {
      client.connect(address);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EINPROGRESS') throw error;
    }
  }
  return { address, all };
}

/** The address of the first socket of a server. */
export function addressOf(server: Server): InetAddress {
  return server.sockets[0]?.getsockname() as InetAddress;
}

function canBind(host: string): boolean {
  try {
    bound(host)[0].close();
    return true;
  } catch {
    return false;
  }
}

/** Whether this machine has IPv6 on its loopback. */
export const hasIPv6: boolean = canBind('::1');
