import type { InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTransports } from './open-transports.ts';

export const extraInfo: readonly Case[] = [
  {
    name: 'transports/extra-info',
    title: 'a transport tells its socket and both addresses; what it does not know is nothing, or what one gives',
    needs: ['transports'],
    covers: ['test_transports.TransportTests.test_get_extra_info'],
    run: withTransports(async (net) => {
      const served = net.quiet();
      const [, address] = await net.serve(() => served);
      const [transport] = await net.loop.createConnection(() => net.quiet(), address);
      await served.when('made');
      const ports = [transport, served.transport].map((one) => ({
        own: (one.getExtraInfo('sockname') as InetAddress).port,
        peer: (one.getExtraInfo('peername') as InetAddress).port,
      }));
      net.trace('addresses', ports[0]?.peer === address.port, ports[0]?.own === ports[1]?.peer, ports[1]?.own === address.port);
      const sock = transport.getExtraInfo('socket') as Socket;
      net.trace('socket', (sock.getsockname() as InetAddress).port === ports[0]?.own, sock.fileno() >= 0);
      net.trace('unknown', transport.getExtraInfo('nonsense'), transport.getExtraInfo('nonsense', 'instead'));
      net.trace('not TLS', transport.getExtraInfo('cipher'), transport.getExtraInfo('peercert'));
    }),
  },
  {
    name: 'transports/extra-info-afterwards',
    title: 'the addresses are known when the connection is lost, and after it, when the socket is closed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [, address] = await net.serve(() => net.quiet());
      let port = 0;
      const protocol = net.recorder('client', {
        made: (one) => {
          port = (one.getExtraInfo('sockname') as InetAddress).port;
        },
        lost: () => net.trace('when lost', (protocol.transport.getExtraInfo('peername') as InetAddress).port === address.port),
      });
      const [transport] = await net.loop.createConnection(() => protocol, address);
      transport.close();
      await protocol.when('lost');
      await net.pass();
      const [own, peer] = [transport.getExtraInfo('sockname'), transport.getExtraInfo('peername')] as InetAddress[];
      net.trace('afterwards', own?.port === port, peer?.port === address.port);
      net.trace('closed', (transport.getExtraInfo('socket') as Socket).fileno() >= 0);
    }),
  },
  {
    name: 'transports/no-delay',
    title: 'what is written to a TCP connection leaves at once: TCP_NODELAY is set, on both sides',
    needs: ['transports'],
    covers: ['test_base_events.TestSelectorUtils.test_set_nodelay'],
    run: withTransports(async (net) => {
      const served = net.quiet();
      const [, address] = await net.serve(() => served);
      const [transport] = await net.loop.createConnection(() => net.quiet(), address);
      await served.when('made');
      const { IPPROTO_TCP = 6, TCP_NODELAY = 1 } = net.constants;
      for (const one of [transport, served.transport]) {
        net.trace('no delay', (one.getExtraInfo('socket') as Socket).getsockopt(IPPROTO_TCP, TCP_NODELAY) !== 0);
      }
    }),
  },
];
