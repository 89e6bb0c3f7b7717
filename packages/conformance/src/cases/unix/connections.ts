import type { UnixConnectionOptions, UnixServerOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';
import { withPaths } from './with-paths.ts';

function connect(net: TransportStage, options: UnixConnectionOptions): () => Promise<unknown> {
  return () => net.loop.createUnixConnection(() => net.recorder('never'), options);
}

function serve(net: TransportStage, options: UnixServerOptions): () => Promise<unknown> {
  return () => net.loop.createUnixServer(() => net.recorder('never'), options);
}

export const unixConnections: readonly Case[] = [
  {
    name: 'unix/nobody-there',
    title: 'a path that does not exist, or that nobody listens on, is an error of the system',
    needs: ['transports', 'paths'],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      await net.refusal('no path', connect(net, { path }));
      net.boundTo(path);
      await net.refusal('nobody listens', connect(net, { path }));
    }),
  },
  {
    name: 'unix/given-socket',
    title: 'a connected Unix socket is taken by createUnixConnection, and by createConnection',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const methods = [net.loop.createUnixConnection, net.loop.createConnection] as const;
      for (const create of methods) {
        const [sock, peer] = net.pair();
        const protocol = net.recorder('one');
        const [transport] = await create(() => protocol, { sock });
        peer.send('hello');
        await protocol.when('data');
        transport.close();
        await protocol.when('lost');
        net.trace('open', sock.fileno() >= 0);
      }
    }),
  },
  {
    name: 'unix/refused-connections',
    title: 'a path beside a socket, none of them, or a socket of another kind is refused',
    needs: ['transports'],
    covers: [
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_path_sock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_nopath_nosock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_path_inetsock',
    ],
    run: withTransports(async (net) => {
      const [sock] = net.pair();
      const datagrams = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
      await net.refusal('both', connect(net, { path: '/never', sock }));
      await net.refusal('none', connect(net, {}));
      await net.refusal('an Internet socket', connect(net, { sock: net.socket() }));
      await net.refusal('datagrams', connect(net, { sock: datagrams }));
      net.trace('still open', sock.fileno() >= 0, datagrams.fileno() >= 0);
    }),
  },
  {
    name: 'unix/refused-servers',
    title: 'a path beside a socket, none of them, or a socket of another kind is refused by a server',
    needs: ['transports'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_unix_server_path_socket_error',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_nopath_nosock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_path_inetsock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_path_dgram',
    ],
    run: withTransports(async (net) => {
      const [sock] = net.pair();
      const datagrams = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
      await net.refusal('both', serve(net, { path: '/never', sock }));
      await net.refusal('none', serve(net, {}));
      await net.refusal('an Internet socket', serve(net, { sock: net.socket() }));
      await net.refusal('datagrams', serve(net, { sock: datagrams }));
      net.trace('still open', sock.fileno() >= 0, datagrams.fileno() >= 0);
    }),
  },
  {
    name: 'unix/tls-options',
    title: 'what is only for TLS is refused without it; TLS without the name of the server is refused, as is TLS of nothing',
    needs: ['transports'],
    covers: [
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_nossl_serverhost',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_noserverhost',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_ssl_timeout_with_plain_sock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_ssl_timeout_with_plain_sock',
      'test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_ssl_bool',
    ],
    run: withTransports(async (net) => {
      const path = '/never';
      await net.refusal('name', connect(net, { path, serverHostname: 'name.test' }));
      await net.refusal('no name', connect(net, { path, ssl: true }));
      await net.refusal('timeout', connect(net, { path, sslHandshakeTimeout: 1 }));
      await net.refusal('timeout', connect(net, { path, sslShutdownTimeout: 1 }));
      await net.refusal('server timeout', serve(net, { path, sslHandshakeTimeout: 1 }));
      await net.refusal('server timeout', serve(net, { path, sslShutdownTimeout: 1 }));
      await net.refusal('of nothing', serve(net, { path, ssl: true as never }));
    }),
  },
  {
    name: 'unix/path-of-a-file',
    title: 'a server does not take over a path that is no socket',
    needs: ['transports', 'files', 'paths'],
    covers: ['test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_existing_path_nonsock'],
    run: withPaths(async (net) => {
      const path = net.paths.file('content');
      await net.refusal('refused', serve(net, { path }));
      net.trace('still there', net.paths.exists(path));
    }),
  },
];
