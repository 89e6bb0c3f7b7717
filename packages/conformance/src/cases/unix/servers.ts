import type { Case } from '../../case.ts';
import { unixName } from '../sockets/open-sockets.ts';
import { withTransports } from '../transports/open-transports.ts';
import { withPaths } from './with-paths.ts';

export const unixServers: readonly Case[] = [
  {
    name: 'unix/exchange',
    title: 'a server on a path serves clients of the path, which know the addresses',
    needs: ['transports', 'paths'],
    covers: ['test_events.EventLoopTestsMixin.test_create_unix_server', 'test_events.EventLoopTestsMixin.test_create_unix_connection'],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      const served = net.recorder('server', { data: (data) => served.transport.write(`<${data}>`) });
      served.muted = true;
      const server = net.own(await net.loop.createUnixServer(() => served, { path }));
      const client = net.recorder('client');
      const [transport] = await net.loop.createUnixConnection(() => client, { path });
      await served.when('made');
      served.muted = false;
      transport.write('question');
      await client.when('data');
      net.trace('peer', transport.getExtraInfo('peername') === path, served.transport.getExtraInfo('sockname') === path);
      net.trace('no names', transport.getExtraInfo('sockname'), served.transport.getExtraInfo('peername'));
      transport.close();
      await served.when('lost');
      server.close();
      net.trace('closed', await server.waitClosed(), net.paths.exists(path));
    }),
  },
  {
    name: 'unix/started-later',
    title: 'a server on a path that does not begin at once refuses clients until it is told to begin',
    needs: ['transports', 'paths'],
    covers: ['test_server.SelectorStartServerTests.test_start_unix_server_1'],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      const served = net.recorder('server', { data: (data) => served.transport.write(data) });
      const server = net.own(await net.loop.createUnixServer(() => served, { path, startServing: false }));
      net.trace('serving', server.isServing(), net.paths.exists(path));
      await net.refusal('refused', () => net.loop.createUnixConnection(() => net.quiet(), { path }));
      await server.startServing();
      net.trace('serving', server.isServing());
      await net.loop.createUnixConnection(() => net.quiet(), { path });
      await served.when('made');
      const forever = net.loop.createTask(async () => await server.serveForever());
      await net.pass(2);
      served.transport.abort();
      forever.cancel();
      await net.attempt('cancelled', async () => await forever);
      net.trace('closed', server.isServing(), server.sockets.length);
    }),
  },
  {
    name: 'unix/abstract',
    title: 'a server on an abstract name serves clients of the name, and closes without a trace',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const path = unixName('abstract') as string;
      for (let i = 0; i < 2; i++) {
        const served = net.recorder('server');
        const server = net.own(await net.loop.createUnixServer(() => served, { path }));
        const [transport] = await net.loop.createUnixConnection(() => net.quiet(), { path });
        transport.write('hello');
        await served.when('data');
        server.close();
        await net.refusal('closed', () => net.loop.createUnixConnection(() => net.quiet(), { path }));
        served.transport.close();
        await server.waitClosed();
      }
    }),
  },
  {
    name: 'unix/path-removed',
    title: 'closing removes the path, also of a socket that was given',
    needs: ['transports', 'paths'],
    covers: [
      'test_server.UnixServerCleanupTests.test_unix_server_addr_cleanup',
      'test_server.UnixServerCleanupTests.test_unix_server_sock_cleanup',
    ],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      for (const options of [{ path }, { sock: net.boundTo(net.paths.path('given')) }]) {
        const server = net.own(await net.loop.createUnixServer(() => net.quiet(), options));
        const used = server.sockets[0]?.getsockname() as string;
        net.trace('serving', net.paths.exists(used));
        server.close();
        net.trace('closed', net.paths.exists(used));
        server.close();
      }
    }),
  },
  {
    name: 'unix/path-kept',
    title: 'the path stays when that is wanted',
    needs: ['transports', 'paths'],
    covers: ['test_server.UnixServerCleanupTests.test_unix_server_cleanup_prevented'],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      const server = net.own(await net.loop.createUnixServer(() => net.quiet(), { path, cleanupSocket: false }));
      server.close();
      net.trace('closed', net.paths.exists(path));
    }),
  },
  {
    name: 'unix/path-gone',
    title: 'a path that was removed already is no error, and one that another socket has by then stays',
    needs: ['transports', 'paths'],
    covers: [
      'test_server.UnixServerCleanupTests.test_unix_server_cleanup_gone',
      'test_server.UnixServerCleanupTests.test_unix_server_cleanup_replaced',
    ],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      for (const replaced of [false, true]) {
        const server = net.own(await net.loop.createUnixServer(() => net.quiet(), { path }));
        net.paths.remove(path);
        if (replaced) net.boundTo(path);
        server.close();
        net.trace('closed', net.paths.exists(path));
      }
    }),
  },
  {
    name: 'unix/stale-path',
    title: 'the path of a socket that nobody uses any more is taken over',
    needs: ['transports', 'paths'],
    covers: ['test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_existing_path_sock'],
    run: withPaths(async (net) => {
      const path = net.paths.path('server');
      net.boundTo(path).close();
      net.trace('left', net.paths.exists(path));
      const served = net.recorder('server');
      net.own(await net.loop.createUnixServer(() => served, { path }));
      await net.loop.createUnixConnection(() => net.quiet(), { path });
      await served.when('made');
    }),
  },
];
