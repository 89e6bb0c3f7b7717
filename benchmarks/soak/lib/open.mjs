// Two connected ends of each kind.
import { constants, socket, socketpair } from 'tsyncio';

const { AF_INET, AF_UNIX, SOCK_STREAM, SOCK_DGRAM } = constants;

export const kinds = ['tcp', 'unix-stream', 'unix-datagram', 'udp'];

function boundUdp() {
  const sock = socket(AF_INET, SOCK_DGRAM);
  sock.bind({ host: '127.0.0.1', port: 0 });
  return sock;
}

/** A client that may be cancelled on its way, and connects again then. */
async function connect({ loop, random, watchdog }, address, count) {
  for (;;) {
    const client = socket();
    const connecting = loop.createTask(async () => await loop.sockConnect(client, address));
    if (random.chance(0.1)) {
      loop.callSoon(() => connecting.cancel());
      await connecting.catch(() => {});
    }
    if (!connecting.done()) await watchdog.wait('sockConnect', client, connecting);
    if (!connecting.cancelled()) return client;
    count('cancelled connects');
    client.close();
  }
}

/** The connection of that client: others were given up on their way. */
async function acceptFrom({ loop, watchdog }, listener, client, count) {
  const { port } = client.getsockname();
  for (;;) {
    const accepting = loop.sockAccept(listener);
    const [peer, from] = await watchdog.wait('sockAccept', listener, accepting);
    if (from.port === port) return peer;
    count('connections given up');
    peer.close();
  }
}

/** `{ ends: [sock, sock], addresses }`; datagrams of UDP need the address of the other end. */
export async function openLink(context, kind, listener, count) {
  if (kind === 'unix-stream') return { ends: [...socketpair(AF_UNIX, SOCK_STREAM)] };
  if (kind === 'unix-datagram') return { ends: [...socketpair(AF_UNIX, SOCK_DGRAM)] };
  if (kind === 'udp') {
    const ends = [boundUdp(), boundUdp()];
    return { ends, addresses: ends.map((sock) => sock.getsockname()) };
  }
  const client = await connect(context, listener.getsockname(), count);
  return { ends: [client, await acceptFrom(context, listener, client, count)] };
}

/** For TCP: a listener of its own for each link, on an address of its own. */
export function listen(index) {
  const listener = socket(AF_INET, SOCK_STREAM);
  listener.bind({ host: `127.0.0.${1 + (index % 250)}`, port: 0 });
  listener.listen();
  return listener;
}
