import type { InetAddress, Server, Transport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';
import type { Recorder } from '../transports/recorder.ts';

/** A server with one client: its protocol, and the client's transport. */
async function oneClient(
  net: TransportStage,
  served: Recorder = net.quiet(),
): Promise<readonly [Server, Recorder, Transport, InetAddress]> {
  const [server, address] = await net.serve(() => served);
  const [transport] = await net.loop.createConnection(() => net.quiet(), address);
  await served.when('made');
  return [server, served, transport, address];
}

/** Trace when it is over. */
function waiting(net: TransportStage, server: Server, name = 'closed'): PromiseLike<void> {
  return net.loop.createTask(async () => net.trace(name, await server.waitClosed()));
}

export const waitingForServers: readonly Case[] = [
  {
    name: 'servers/wait-closed',
    title: 'waitClosed waits for close and for the last connection, and is over at once afterwards',
    needs: ['transports'],
    covers: ['test_server.TestServer2.test_wait_closed_basic'],
    run: withTransports(async (net) => {
      const [server, served] = await oneClient(net);
      const first = waiting(net, server, 'first');
      await net.pass();
      net.trace('close');
      server.close();
      const second = waiting(net, server, 'second');
      await net.pass();
      net.trace('close the connection');
      served.transport.close();
      await first;
      await second;
      await waiting(net, server, 'third');
    }),
  },
  {
    name: 'servers/wait-closed-open',
    title: 'waitClosed waits for close though there is no connection, or the last one was lost',
    needs: ['transports'],
    covers: ['test_server.TestServer2.test_wait_closed_basic'],
    run: withTransports(async (net) => {
      const [server, served] = await oneClient(net);
      const waits = waiting(net, server);
      served.transport.close();
      await served.when('lost');
      await net.pass();
      net.trace('lost');
      server.close();
      await waits;
    }),
  },
  {
    name: 'servers/closed-together',
    title: 'the server and its last connection are closed in one turn: waitClosed is over',
    needs: ['transports'],
    covers: ['test_server.TestServer2.test_wait_closed_race'],
    run: withTransports(async (net) => {
      for (const first of ['server', 'connection'] as const) {
        const [server, served] = await oneClient(net);
        const waits = waiting(net, server, `${first} first`);
        await net.pass(1);
        const closers = [() => server.close(), () => served.transport.close()];
        for (const close of first === 'server' ? closers : closers.reverse()) net.loop.callSoon(close);
        await waits;
      }
    }),
  },
  {
    name: 'servers/wait-closed-after-loss',
    title: 'waitClosed is over when connectionLost was called on the last connection, though that one fails',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const failing = net.recorder('server', {
        lost: () => {
          throw new RangeError('oops');
        },
      });
      failing.muted = true;
      const [server] = await oneClient(net, failing);
      failing.muted = false;
      server.close();
      server.closeClients();
      await waiting(net, server);
    }),
  },
  {
    name: 'servers/close-clients',
    title: 'closeClients closes every connection behind what is buffered, and leaves the server open',
    needs: ['transports'],
    covers: ['test_server.TestServer2.test_close_clients'],
    run: withTransports(async (net) => {
      const much = Buffer.alloc(3_000_000, 'x');
      const [server, address] = await net.serve(() => net.quiet({ made: (transport) => transport.write(much) }));
      const clients = [net.quiet(), net.quiet()];
      for (const client of clients) await net.loop.createConnection(() => client, address);
      for (const client of clients) await client.when('data');
      server.closeClients();
      for (const client of clients) await client.when('lost');
      net.trace('received', clients[0]?.bytes, clients[1]?.bytes, server.isServing());
      server.close();
      await waiting(net, server);
    }),
  },
  {
    name: 'servers/abort-clients',
    title: 'abortClients drops what is buffered, so that the server is soon closed though no client reads',
    needs: ['transports'],
    covers: ['test_server.TestServer2.test_abort_clients'],
    run: withTransports(async (net) => {
      const much = Buffer.alloc(10_000_000, 'x');
      const served = net.quiet({ made: (transport) => transport.write(much) });
      const [server, address] = await net.serve(() => served);
      const client = net.quiet({ made: (transport) => transport.pauseReading() });
      await net.loop.createConnection(() => client, address);
      await served.when('made');
      net.trace('full', served.transport.getWriteBufferSize() > 0);
      server.close();
      server.abortClients();
      await waiting(net, server);
      net.trace('dropped', served.transport.getWriteBufferSize(), served.count('lost'));
    }),
  },
  {
    name: 'servers/disposed',
    title: 'leaving the block of a server closes it and waits for its connections',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [server, served] = await oneClient(net);
      net.loop.callLater(5, () => {
        net.trace('in between', server.isServing());
        served.transport.close();
      });
      await server[Symbol.asyncDispose]();
      net.trace('left', served.count('lost'), server.sockets.length);
    }),
  },
  {
    name: 'servers/closed-by-its-protocol',
    title: 'a server that is closed in connectionMade of its first client serves that one',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const served = net.recorder('server', { made: () => server.close() });
      const [server, address] = await net.serve(() => served);
      const client = net.quiet({ data: (data) => net.trace('client data', data) });
      await net.loop.createConnection(() => client, address);
      await served.when('made');
      served.transport.write('welcome');
      await client.when('data');
      served.transport.close();
      await waiting(net, server);
    }),
  },
];
