import type { InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';
import { openEndpoint } from './open-datagrams.ts';

export const endpoints: readonly Case[] = [
  {
    name: 'datagrams/exchange',
    title: 'two endpoints exchange datagrams, each whole, with the address they came from; a closed one is lost',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_datagram_endpoint',
      'test_selector_events.SelectorDatagramTransportTests.test_read_ready',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto',
    ],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server', { datagram: (data, address) => server.transport.sendto(`<${data}>`, address) });
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      for (const text of ['one', 'two']) {
        const before = client.protocol.count('data');
        client.transport.sendto(text);
        await client.protocol.when('data', before + 1);
      }
      const from = [server.protocol.from, client.protocol.from] as InetAddress[];
      net.trace('from', from[0]?.port === client.address.port, from[1]?.port === server.address.port, from[0]?.host);
      client.transport.close();
      net.trace('closing', client.transport.isClosing());
      await client.protocol.when('lost');
      net.trace('the other', server.transport.isClosing());
    }),
  },
  {
    name: 'datagrams/exchange-ipv6',
    title: 'endpoints of IPv6 exchange datagrams',
    needs: ['transports', 'datagrams', 'ipv6'],
    covers: ['test_events.EventLoopTestsMixin.test_create_datagram_endpoint_ipv6'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server', {}, { localAddr: { host: '::1', port: 0 } });
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      client.transport.sendto('hello');
      await server.protocol.when('data');
      net.trace('from', (server.protocol.from as InetAddress).host, (server.protocol.from as InetAddress).port === client.address.port);
    }),
  },
  {
    name: 'datagrams/made-first',
    title: 'an endpoint is made before the caller has it; one that is closed in connectionMade is lost',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const turn = net.turns(net.loop);
      let made = 0;
      const one = await openEndpoint(net, 'one', {
        made: () => {
          made = turn();
        },
      });
      net.trace('a turn before', turn() > made);
      const other = await openEndpoint(net, 'other', { made: (transport) => transport.close() });
      net.trace('there', other.transport.isClosing(), one.transport.isClosing());
      await other.protocol.when('lost');
    }),
  },
  {
    name: 'datagrams/extra-info',
    title: 'an endpoint knows its socket and its address; its peer when it is connected',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      const sock = server.transport.getExtraInfo('socket') as Socket;
      net.trace('socket', sock.type === net.constants.SOCK_DGRAM, sock.family === net.constants.AF_INET, server.address.host);
      net.trace('peers', server.transport.getExtraInfo('peername'));
      net.trace('peer', (client.transport.getExtraInfo('peername') as InetAddress).port === server.address.port);
      net.trace('protocol', client.transport.getProtocol() === client.protocol);
      net.trace('limits', client.transport.getWriteBufferLimits(), client.transport.getWriteBufferSize());
    }),
  },
  {
    name: 'datagrams/given-socket',
    title: 'a bound socket is taken, and closed with its transport',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_datagram_endpoint_sock',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock',
    ],
    run: withTransports(async (net) => {
      const sock = net.socket(net.constants.AF_INET, net.constants.SOCK_DGRAM);
      sock.bind({ host: '127.0.0.1', port: 0 });
      const address = sock.getsockname() as InetAddress;
      const server = await openEndpoint(net, 'server', {}, { sock });
      net.trace('bound', server.address.port === address.port);
      const client = await openEndpoint(net, 'client');
      client.transport.sendto('hello', address);
      await server.protocol.when('data');
      server.transport.close();
      await server.protocol.when('lost');
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'datagrams/socket-options',
    title: 'SO_REUSEPORT and SO_BROADCAST are set when they are asked for, SO_REUSEADDR never',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sockopts'],
    run: withTransports(async (net) => {
      const localAddr = { host: '127.0.0.1', port: 0 };
      const { SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_REUSEPORT = 15, SO_BROADCAST = 6 } = net.constants;
      for (const options of [{}, { reusePort: true }, { allowBroadcast: true }]) {
        const { transport } = await openEndpoint(net, 'one', {}, { localAddr, ...options });
        const sock = transport.getExtraInfo('socket') as Socket;
        net.trace(
          'set',
          [SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST].map((option) => sock.getsockopt(SOL_SOCKET, option) !== 0),
        );
      }
    }),
  },
  {
    name: 'datagrams/broadcast-peer',
    title: 'with allowBroadcast the remote address is where sendto sends to, and others may answer',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_allow_broadcast'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      const other = await openEndpoint(net, 'other');
      const options = { localAddr: { host: '127.0.0.1', port: 0 }, remoteAddr: server.address, allowBroadcast: true };
      const client = await openEndpoint(net, 'client', {}, options);
      client.transport.sendto('to the peer');
      await server.protocol.when('data');
      other.transport.sendto('from another', client.address);
      await client.protocol.when('data');
      const sock = client.transport.getExtraInfo('socket') as Socket;
      net.attempt('not connected', () => void sock.getpeername());
    }),
  },
  {
    name: 'datagrams/names',
    title: 'names are resolved, and numeric addresses are not asked of the resolver',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_ip_addr'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      net.trace('numeric', net.asked());
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: { host: 'one.test', port: server.address.port } });
      net.trace('named', net.asked());
      client.transport.sendto('hello');
      await server.protocol.when('data');
    }),
  },
];
