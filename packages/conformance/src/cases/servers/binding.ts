import type { InetAddress, Server, ServerOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

function hostsOf(server: Server): Set<string> {
  return new Set(server.sockets.map((sock) => (sock.getsockname() as InetAddress).host));
}

function portOf(server: Server): number | undefined {
  return (server.sockets[0]?.getsockname() as InetAddress | undefined)?.port;
}

async function make(net: TransportStage, options: ServerOptions): Promise<Server> {
  return net.own(await net.loop.createServer(() => net.quiet(), options));
}

export const binding: readonly Case[] = [
  {
    name: 'servers/refused-options',
    title: 'a host or a port beside a socket, none of them, or a socket that is no stream is refused',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_server_host_port_sock',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_server_no_host_port_sock',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_server_wrong_sock',
    ],
    run: withTransports(async (net) => {
      const [sock] = net.bound(false);
      const datagrams = net.socket(net.constants.AF_INET, net.constants.SOCK_DGRAM);
      await net.refusal('both', () => make(net, { host: '127.0.0.1', sock }));
      await net.refusal('port', () => make(net, { port: 0, sock }));
      await net.refusal('none', () => make(net, {}));
      await net.refusal('datagrams', () => make(net, { sock: datagrams }));
      net.trace('still open', sock.fileno() >= 0, datagrams.fileno() >= 0);
    }),
  },
  {
    name: 'servers/given-socket',
    title: 'a server takes the socket that it is given, bound or listening, and closes it',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_sock'],
    run: withTransports(async (net) => {
      for (const listens of [false, true]) {
        const [sock, address] = net.bound(listens);
        const served = net.recorder('server');
        const server = await net.loop.createServer(() => served, { sock });
        net.trace('the same', portOf(server) === address.port, server.sockets.length);
        const [transport] = await net.loop.createConnection(() => net.quiet(), address);
        transport.write('hello');
        await served.when('data');
        served.transport.close();
        server.close();
        await server.waitClosed();
        net.trace('open', sock.fileno() >= 0);
      }
    }),
  },
  {
    name: 'servers/in-use',
    title: 'an address in use is refused, whether it is given or a server has it',
    needs: ['transports'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_server_addr_in_use',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_server_cant_bind',
    ],
    run: withTransports(async (net) => {
      const [, address] = net.bound();
      await net.refusal('in use', () => make(net, address));
      const [, taken] = await net.serve(() => net.quiet());
      await net.refusal('in use', () => make(net, taken));
      await net.refusal('one of two', () => make(net, { host: ['127.0.0.2', '127.0.0.1'], port: taken.port }));
      const free = await make(net, { host: '127.0.0.2', port: taken.port });
      net.trace('the other was closed', hostsOf(free));
    }),
  },
  {
    name: 'servers/several-hosts',
    title: 'a server listens on every host, once on those that are there twice',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_multiple_hosts_ipv4'],
    run: withTransports(async (net) => {
      for (const host of [['127.0.0.1', '127.0.0.1'], ['127.0.0.1', '127.0.0.2'], ['two.test'], 'two.test']) {
        const server = await make(net, { host, port: 0 });
        net.trace('sockets', server.sockets.length, hostsOf(server));
        server.close();
      }
    }),
  },
  {
    name: 'servers/several-hosts-ipv6',
    title: 'a server listens on ::1, once though it is there twice, and beside IPv4',
    needs: ['transports', 'ipv6'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_server_multiple_hosts_ipv6',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_server_ipv6',
    ],
    run: withTransports(async (net) => {
      for (const host of ['::1', ['::1', '::1'], ['::1', '127.0.0.1'], 'six-four.test']) {
        const server = await make(net, { host, port: 0 });
        net.trace('sockets', server.sockets.length, hostsOf(server));
        server.close();
      }
    }),
  },
  {
    name: 'servers/all-interfaces',
    title: 'no host, or an empty one, is every interface: clients reach it by 127.0.0.1',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_server_empty_host'],
    run: withTransports(async (net) => {
      for (const host of [null, '', '0.0.0.0']) {
        const served = net.recorder('server');
        const server = net.own(await net.loop.createServer(() => served, { host, port: 0 }));
        for (const sock of server.sockets) {
          if (sock.family !== net.constants.AF_INET) continue;
          const { host: own, port } = sock.getsockname() as InetAddress;
          net.trace('listens on', own);
          await net.loop.createConnection(() => net.quiet(), { host: '127.0.0.1', port });
        }
        await served.when('made');
      }
    }),
  },
  {
    name: 'servers/dual-stack',
    title: 'a server on all interfaces has one port for IPv4 and IPv6, on a socket for each',
    needs: ['transports', 'ipv6'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_dual_stack'],
    run: withTransports(async (net) => {
      const served = net.quiet();
      let port = 0;
      // A port that is free for one family may be taken for the other.
      for (let server: Server | undefined; server === undefined; ) {
        const [probe, address] = net.bound(false);
        probe.close();
        port = address.port;
        server = await net.loop.createServer(() => served, { host: null, port }).catch(() => undefined);
        if (server !== undefined) net.trace('hosts', hostsOf(net.own(server)), server.sockets.length);
      }
      for (const host of ['127.0.0.1', '::1']) {
        const [transport] = await net.loop.createConnection(() => net.quiet(), { host, port });
        net.trace('connected', (transport.getExtraInfo('peername') as InetAddress).host);
      }
    }),
  },
  {
    name: 'servers/no-addresses',
    title: 'a host without any address is refused, and one that no interface has',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_server_no_getaddrinfo'],
    run: withTransports(async (net) => {
      await net.attempt('none', async () => void (await make(net, { host: 'nowhere.test', port: 0 })));
      await net.attempt('not ours', async () => void (await make(net, { host: '192.0.2.1', port: 0 })));
    }),
  },
  {
    name: 'servers/socket-options',
    title: 'SO_REUSEADDR is set unless told not to be; SO_REUSEPORT and SO_KEEPALIVE when told to be',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_create_server_reuse_port'],
    run: withTransports(async (net) => {
      const { SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_REUSEPORT = 15, SO_KEEPALIVE = 9 } = net.constants;
      for (const options of [{}, { reuseAddress: false }, { reusePort: true }, { keepAlive: true }]) {
        const [server] = await net.serve(() => net.quiet(), options);
        const set = [SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE].map((option) => server.sockets[0]?.getsockopt(SOL_SOCKET, option) !== 0);
        net.trace('set', set);
        server.close();
      }
    }),
  },
  {
    name: 'servers/shared-port',
    title: 'two servers share a port that both asked for with reusePort',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [, address] = await net.serve(() => net.quiet(), { reusePort: true });
      const [server] = await net.serve(() => net.quiet(), { ...address, reusePort: true });
      net.trace('shared', portOf(server) === address.port);
    }),
  },
  {
    name: 'servers/its-sockets',
    title: 'the sockets of a server tell their addresses and options, do not block, and are closed with it',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [server, address] = await net.serve(() => net.quiet());
      const [sock] = server.sockets;
      if (sock === undefined) throw new Error('the server has no socket');
      net.trace('kind', sock.family === net.constants.AF_INET, sock.type === net.constants.SOCK_STREAM, sock.getblocking());
      net.trace('address', (sock.getsockname() as InetAddress).port === address.port);
      server.close();
      net.trace('open', sock.fileno() >= 0);
    }),
  },
];
