import type { ConnectionOptions, Future, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';

export const connectionArguments: readonly Case[] = [
  {
    name: 'connections/refused-options',
    title: 'a host or a port beside a socket, none of them, or a socket that is no stream is refused; the socket stays open',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_host_port_sock',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_host_port_sock',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_wrong_sock',
    ],
    run: withTransports(async (net) => {
      const connect = (options: ConnectionOptions) => () => net.loop.createConnection(() => net.recorder('never'), options);
      const [sock] = net.pair();
      const datagrams = net.socket(net.constants.AF_INET, net.constants.SOCK_DGRAM);
      await net.refusal('both', connect({ host: '127.0.0.1', port: 80, sock }));
      await net.refusal('host', connect({ host: '127.0.0.1', sock }));
      await net.refusal('port', connect({ port: 80, sock }));
      await net.refusal('none', connect({}));
      await net.refusal('datagrams', connect({ sock: datagrams }));
      net.trace('still open', sock.fileno() >= 0, datagrams.fileno() >= 0);
    }),
  },
  {
    name: 'connections/tls-options-without-tls',
    title: 'what is only for TLS is refused without it, an empty server name too',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_ssl_server_hostname_errors',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ssl_timeout_for_plain_socket',
    ],
    run: withTransports(async (net) => {
      const address = { host: '127.0.0.1', port: 80 };
      for (const options of [
        { serverHostname: '' },
        { serverHostname: 'name.test' },
        { sslHandshakeTimeout: 1 },
        { sslShutdownTimeout: 1 },
      ]) {
        await net.refusal('refused', () => net.loop.createConnection(() => net.recorder('never'), { ...address, ...options }));
      }
    }),
  },
  {
    name: 'connections/given-socket',
    title: 'a connected socket is taken, and closed with the transport',
    needs: ['transports'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_create_connection_sock'],
    run: withTransports(async (net) => {
      const [, address] = net.bound();
      const sock = net.socket();
      await net.loop.sockConnect(sock, address);
      const client = net.recorder('client');
      const [transport] = await net.loop.createConnection(() => client, { sock });
      net.trace('of the socket', (transport.getExtraInfo('socket') as Socket).fileno() === sock.fileno());
      transport.close();
      await client.when('lost');
      await net.pass();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'connections/closed-when-made',
    title: 'a transport that is closed in connectionMade: the caller gets it all the same, and it is lost',
    needs: ['transports'],
    run: withTransports(async (net) => {
      for (const method of ['close', 'abort'] as const) {
        const protocol = net.recorder(method, { made: (transport) => transport[method]() });
        const [transport, peer] = await net.side(protocol);
        net.trace('there', transport === protocol.transport, transport.isClosing());
        await protocol.when('lost');
        net.trace('the end', await net.receive(peer));
      }
    }),
  },
  {
    name: 'connections/cancelled-when-made',
    title: 'a wait that is cancelled in connectionMade ends cancelled, and the connection is closed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('one', { made: () => void waiting.cancel() });
      const waiting = net.loop.createTask(async () => await net.loop.createConnection(() => protocol, { sock }));
      await net.attempt('cancelled', async () => void (await waiting));
      await protocol.when('lost');
      await net.pass();
      net.trace('closed', sock.fileno() >= 0, await net.receive(peer));
    }),
  },
  {
    name: 'connections/cancelled-while-connecting',
    title: 'a wait for a server that does not answer is cancelled: its socket is closed, and no protocol is made',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const socks: Socket[] = [];
      const { sockConnect } = net.loop;
      // A server that never answers.
      net.loop.sockConnect = ((sock: Socket): Future<void> => {
        socks.push(sock);
        return net.loop.createFuture<void>();
      }) as typeof sockConnect;
      const waiting = net.loop.createTask(async () => {
        await net.loop.createConnection(() => net.recorder('never'), { host: '127.0.0.1', port: 80 });
      });
      while (socks.length === 0) await net.pass(1);
      waiting.cancel();
      await net.attempt('cancelled', async () => await waiting);
      net.loop.sockConnect = sockConnect;
      net.trace('sockets', socks.length, (socks[0]?.fileno() ?? 0) >= 0);
    }),
  },
];
