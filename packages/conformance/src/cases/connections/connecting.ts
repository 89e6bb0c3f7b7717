import type { ConnectionOptions, InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

async function connect(net: TransportStage, options: ConnectionOptions): Promise<void> {
  await net.loop.createConnection(() => net.quiet(), options);
}

function peerOf(protocol: { transport: { getExtraInfo(name: 'peername'): unknown } }): InetAddress {
  return protocol.transport.getExtraInfo('peername') as InetAddress;
}

/** A port of 127.0.0.1 where nobody listens, kept from others. */
function closedPort(net: TransportStage): number {
  return net.bound(false)[1].port;
}

export const connecting: readonly Case[] = [
  {
    name: 'connections/refused',
    title: 'a refused connection is the error of the system; with allErrors, a group of it',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_connect_err'],
    run: withTransports(async (net) => {
      const options = { host: '127.0.0.1', port: closedPort(net) };
      await net.refusal('refused', () => connect(net, options));
      try {
        await connect(net, { ...options, allErrors: true });
      } catch (error) {
        net.trace('all', error, (error as AggregateError).errors);
      }
    }),
  },
  {
    name: 'connections/second-address',
    title: 'the next address is tried when one is refused: the first that answers is connected to',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple'],
    run: withTransports(async (net) => {
      const server = net.socket();
      server.bind({ host: '127.0.0.2', port: 0 });
      server.listen();
      const client = net.recorder('client');
      const { port } = server.getsockname() as InetAddress;
      await net.loop.createConnection(() => client, { host: 'two.test', port });
      net.trace('to', peerOf(client).host, net.asked());
    }),
  },
  {
    name: 'connections/all-addresses-refused',
    title: 'every address is tried before it fails, with one error for all, or a group of each',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors',
    ],
    run: withTransports(async (net) => {
      const options = { host: 'two.test', port: closedPort(net) };
      try {
        await connect(net, options);
      } catch (error) {
        const text = net.message(error);
        net.trace('one error', error instanceof net.core.SystemError, text.includes('127.0.0.1'), text.includes('127.0.0.2'));
      }
      try {
        await connect(net, { ...options, allErrors: true });
      } catch (error) {
        net.trace('all', error, (error as AggregateError).errors);
      }
    }),
  },
  {
    name: 'connections/literal-address',
    title: 'a numeric address is not asked of the resolver, a name is',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ip_addr',
      'test_base_events.BaseEventTests.test_ipaddr_info',
    ],
    run: withTransports(async (net) => {
      const [, { port }] = await net.serve(() => net.quiet());
      for (const options of [{}, { family: net.constants.AF_INET ?? 2 }]) {
        const client = net.quiet();
        await net.loop.createConnection(() => client, { host: '127.0.0.1', port, ...options });
        const sock = client.transport.getExtraInfo('socket') as Socket;
        net.trace('connected', sock.family === net.constants.AF_INET, peerOf(client).host, net.asked());
      }
      await connect(net, { host: 'two.test', port });
      net.trace('a name', net.asked());
    }),
  },
  {
    name: 'connections/literal-address-ipv6',
    title: 'a numeric IPv6 address is connected to by its family, and not asked of the resolver',
    needs: ['transports', 'ipv6'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ip_addr'],
    run: withTransports(async (net) => {
      const [, { port }] = await net.serve(() => net.quiet(), { host: '::1', port: 0 });
      const client = net.quiet();
      await net.loop.createConnection(() => client, { host: '::1', port });
      const sock = client.transport.getExtraInfo('socket') as Socket;
      net.trace('connected', sock.family === net.constants.AF_INET6, peerOf(client).host, net.asked());
      await connect(net, { host: 'six-four.test', port });
      await net.refusal('of the other family', () => connect(net, { host: 'six-four.test', port, family: net.constants.AF_INET ?? 2 }));
    }),
  },
  {
    name: 'connections/no-addresses',
    title: 'a name without any address fails, as does a local one',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_getaddrinfo',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_local_addr',
    ],
    run: withTransports(async (net) => {
      const [, address] = await net.serve(() => net.quiet());
      await net.attempt('no address', () => connect(net, { host: 'nowhere.test', port: 1 }));
      await net.attempt('no local address', () => connect(net, { ...address, localAddr: { host: 'nowhere.test', port: 0 } }));
    }),
  },
  {
    name: 'connections/local-address',
    title: 'the connection comes from the local address; those of other families are skipped',
    needs: ['transports'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_connection_local_addr',
      'test_events.EventLoopTestsMixin.test_create_connection_local_addr_skip_different_family',
    ],
    run: withTransports(async (net) => {
      const served = [net.quiet(), net.quiet()];
      const waiting = [...served];
      const [, address] = await net.serve(() => waiting.shift() ?? {});
      const [probe, free] = net.bound(false);
      probe.close();
      for (const [i, host] of ['127.0.0.1', 'six-four.test'].entries()) {
        const client = net.quiet();
        await net.loop.createConnection(() => client, { ...address, localAddr: { host, port: i === 0 ? free.port : 0 } });
        await served[i]?.when('made');
        const own = client.transport.getExtraInfo('sockname') as InetAddress;
        net.trace('from', own.host, i > 0 || own.port === free.port, peerOf(served[i] ?? client).port === own.port);
      }
    }),
  },
  {
    name: 'connections/wrong-local-address',
    title: 'a local address in use, not ours, or of another family fails',
    needs: ['transports'],
    covers: [
      'test_events.EventLoopTestsMixin.test_create_connection_local_addr_nomatch_family',
      'test_events.EventLoopTestsMixin.test_create_connection_local_addr_in_use',
    ],
    run: withTransports(async (net) => {
      const [, address] = await net.serve(() => net.quiet());
      const [, taken] = net.bound();
      await net.refusal('in use', () => connect(net, { ...address, localAddr: taken }));
      try {
        await connect(net, { ...address, localAddr: taken });
      } catch (error) {
        net.trace('named', net.message(error).includes(String(taken.port)));
      }
      await net.refusal('not ours', () => connect(net, { ...address, localAddr: { host: '192.0.2.1', port: 0 } }));
      await net.attempt('another family', () => connect(net, { ...address, localAddr: { host: '::1', port: 0 } }));
    }),
  },
  {
    name: 'connections/local-errors',
    title: 'what binding to a local address fails with is among the errors of all addresses',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors_local_addr'],
    run: withTransports(async (net) => {
      const [, taken] = net.bound();
      const options = { host: 'two.test', port: closedPort(net), localAddr: taken };
      try {
        await connect(net, { ...options, allErrors: true });
      } catch (error) {
        net.trace('all', error, (error as AggregateError).errors);
      }
      try {
        await connect(net, options);
      } catch (error) {
        net.trace('one', error instanceof net.core.SystemError, net.message(error).includes(String(taken.port)));
      }
    }),
  },
];
