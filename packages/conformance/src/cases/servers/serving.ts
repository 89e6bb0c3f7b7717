import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';

export const serving: readonly Case[] = [
  {
    name: 'servers/started-later',
    title: 'a server that does not begin at once has its sockets, refuses clients, and serves once it is told to, once is enough',
    needs: ['transports'],
    covers: ['test_server.SelectorStartServerTests.test_start_unix_server_1'],
    run: withTransports(async (net) => {
      const served = net.recorder('server');
      const [server, address] = await net.serve(() => served, { startServing: false });
      net.trace('serving', server.isServing(), server.sockets.length, server.getLoop());
      await net.attempt('refused', async () => void (await net.loop.createConnection(() => net.quiet(), address)));
      net.trace('started', await server.startServing(), server.isServing());
      net.trace('again', await server.startServing(), server.isServing());
      await net.loop.createConnection(() => net.quiet(), address);
      await served.when('made');
    }),
  },
  {
    name: 'servers/serve-forever',
    title: 'serveForever begins to serve, and cancelled closes the server and ends cancelled; a second one is refused meanwhile',
    needs: ['transports'],
    covers: ['test_server.BaseStartServer.test_start_server_1'],
    run: withTransports(async (net) => {
      const served = net.recorder('server', { data: (data) => served.transport.write(data) });
      const [server, address] = await net.serve(() => served, { startServing: false });
      const forever = net.loop.createTask(async () => await server.serveForever());
      await net.pass(2);
      net.trace('serving', server.isServing(), server.sockets.length, forever.done());
      await net.attempt('a second one', async () => await server.serveForever());
      const client = net.quiet({ data: (data) => net.trace('client data', data) });
      const [transport] = await net.loop.createConnection(() => client, address);
      transport.write('hello');
      await client.when('data');
      transport.close();
      await served.when('lost');
      forever.cancel();
      await net.attempt('cancelled', async () => await forever);
      net.trace('closed', server.isServing(), server.sockets.length);
      await net.attempt('once more', async () => await server.serveForever());
    }),
  },
  {
    name: 'servers/serve-forever-closed',
    title: 'closing a server ends serveForever as cancelled, with no task cancelled',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [server] = await net.serve(() => net.quiet());
      const forever = net.loop.createTask(async () => await server.serveForever());
      await net.pass(2);
      server.close();
      await net.attempt('ended', async () => await forever);
      net.trace('closed', server.isServing(), forever);
    }),
  },
  {
    name: 'servers/closed',
    title: 'a closed server has no sockets, refuses clients, leaves the connections it has, and can be closed again',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_server_close'],
    run: withTransports(async (net) => {
      const served = net.recorder('server', { data: (data) => served.transport.write(data) });
      const [server, address] = await net.serve(() => served);
      const client = net.quiet({ data: (data) => net.trace('client data', data) });
      const [transport] = await net.loop.createConnection(() => client, address);
      await served.when('made');
      const [sock] = server.sockets;
      server.close();
      net.trace('closed', server.isServing(), server.sockets.length, (sock?.fileno() ?? -1) >= 0);
      server.close();
      await net.attempt('refused', async () => void (await net.loop.createConnection(() => net.quiet(), address)));
      transport.write('still there');
      await client.when('data');
    }),
  },
  {
    name: 'servers/loop-of-a-server',
    title: 'a server tells its loop, open and closed',
    needs: ['transports'],
    covers: ['test_events.TestServer.test_get_loop'],
    run: withTransports(async (net) => {
      const [server] = await net.serve(() => net.quiet());
      net.trace('open', server.getLoop() === net.loop);
      server.close();
      net.trace('closed', server.getLoop() === net.loop);
    }),
  },
  {
    name: 'servers/many-clients',
    title: 'each client gets a protocol of its own, made in the order in which they connected, of one turn or of many',
    needs: ['transports'],
    covers: ['test_selector_events.BaseSelectorEventLoopTests.test_accept_connection_multiple'],
    run: withTransports(async (net) => {
      const served: ReturnType<typeof net.quiet>[] = [];
      const [server, address] = await net.serve(() => {
        const protocol = net.quiet({ data: (data) => protocol.transport.write(`${served.indexOf(protocol)}: ${data}`) });
        served.push(protocol);
        return protocol;
      });
      const clients = Array.from({ length: 20 }, () => net.socket());
      for (const client of clients) await net.loop.sockConnect(client, address);
      for (const [i, client] of clients.entries()) client.send(`client ${i}`);
      for (const client of clients) net.trace('received', await net.receive(client, 10));
      net.trace('served', served.length, new Set(served).size, server.isServing());
    }),
  },
];
