import type { InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

/** Both ends of a TCP connection; the second was accepted. */
async function accepted(net: TransportStage): Promise<readonly [Socket, Socket]> {
  const [listener, address] = net.bound();
  const client = net.socket();
  await net.loop.sockConnect(client, address);
  const [sock] = await net.loop.sockAccept(listener);
  return [client, net.own(sock)];
}

export const acceptedSockets: readonly Case[] = [
  {
    name: 'connections/accepted',
    title: 'an accepted socket becomes a transport: made first, data both ways, closed with it',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_connect_accepted_socket'],
    run: withTransports(async (net) => {
      const [client, sock] = await accepted(net);
      const protocol = net.recorder('one', { data: (data) => protocol.transport.write(`<${data}>`) });
      const [transport] = await net.loop.connectAcceptedSocket(() => protocol, sock);
      const port = (client.getsockname() as InetAddress).port;
      net.trace('peer', (transport.getExtraInfo('peername') as InetAddress).port === port, transport.getProtocol() === protocol);
      client.send('question');
      net.trace('received', await net.loop.sockRecv(client, 100));
      client.close();
      await protocol.when('lost');
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'connections/accepted-on-a-unix-socket',
    title: 'an end of a pair becomes a transport in the same way',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      peer.send('early');
      const protocol = net.recorder('one');
      await net.loop.connectAcceptedSocket(() => protocol, sock);
      await protocol.when('data');
      peer.close();
      await protocol.when('lost');
    }),
  },
  {
    name: 'connections/accepted-refused',
    title: 'a socket that is no stream is refused, and what is only for TLS without it',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_connect_accepted_socket_ssl_timeout_for_plain_socket'],
    run: withTransports(async (net) => {
      const [sock] = net.pair();
      const datagrams = net.socket(net.constants.AF_INET, net.constants.SOCK_DGRAM);
      const connect =
        (one: Socket, options = {}) =>
        () =>
          net.loop.connectAcceptedSocket(() => net.recorder('never'), one, options);
      await net.refusal('datagrams', connect(datagrams));
      await net.refusal('timeout', connect(sock, { sslHandshakeTimeout: 1 }));
      await net.refusal('timeout', connect(sock, { sslShutdownTimeout: 1 }));
      net.trace('still open', sock.fileno() >= 0, datagrams.fileno() >= 0);
    }),
  },
  {
    name: 'connections/accepted-and-failed',
    title: 'what the factory throws is thrown; an error in connectionMade is reported, and the transport is there',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const fail = (): never => {
        throw new RangeError('oops');
      };
      const [sock] = net.pair();
      await net.attempt('factory', async () => void (await net.loop.connectAcceptedSocket(fail, sock)));
      const protocol = net.recorder('one', { made: fail });
      const [transport] = await net.loop.connectAcceptedSocket(() => protocol, net.pair()[0]);
      net.trace('open', transport.isClosing());
    }),
  },
];
