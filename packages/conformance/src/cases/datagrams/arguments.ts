import type { DatagramEndpointOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';
import { openEndpoint } from './open-datagrams.ts';

export const datagramArguments: readonly Case[] = [
  {
    name: 'datagrams/refused-options',
    title: 'no address and no family, addresses of two families, and a stream socket are refused',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_noaddr_nofamily',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_matching_family',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_wrong_sock',
    ],
    run: withTransports(async (net) => {
      const open = (options: DatagramEndpointOptions) => () => openEndpoint(net, 'never', {}, options);
      const [stream] = net.bound(false);
      await net.refusal('nothing', open({}));
      await net.refusal('two families', open({ localAddr: { host: '127.0.0.1', port: 0 }, remoteAddr: { host: '::1', port: 1 } }));
      await net.refusal('a stream', open({ sock: stream }));
      net.trace('still open', stream.fileno() >= 0);
    }),
  },
  {
    name: 'datagrams/options-beside-a-socket',
    title: 'any other option beside a socket is refused, and the socket stays open',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock_sockopts'],
    run: withTransports(async (net) => {
      const sock = net.socket(net.constants.AF_INET, net.constants.SOCK_DGRAM);
      const address = { host: '127.0.0.1', port: 0 };
      for (const options of [
        { localAddr: address },
        { remoteAddr: address },
        { family: 1 },
        { proto: 1 },
        { flags: 1 },
        { reusePort: true },
        { allowBroadcast: true },
      ]) {
        await net.refusal('refused', () => openEndpoint(net, 'never', {}, { sock, ...options }));
      }
      net.trace('still open', sock.fileno() >= 0);
    }),
  },
  {
    name: 'datagrams/wrong-addresses',
    title: 'an address that is none is refused',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      for (const localAddr of [['localhost', 1, 2, 3], 5]) {
        await net.refusal('refused', () => openEndpoint(net, 'never', {}, { localAddr: localAddr as never }));
      }
    }),
  },
  {
    name: 'datagrams/in-use',
    title: 'a local address in use, or not ours, fails with the error of the system',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_cant_bind'],
    run: withTransports(async (net) => {
      const { address } = await openEndpoint(net, 'one');
      await net.refusal('in use', () => openEndpoint(net, 'never', {}, { localAddr: address }));
      await net.refusal('not ours', () => openEndpoint(net, 'never', {}, { localAddr: { host: '192.0.2.1', port: 0 } }));
      const again = await openEndpoint(net, 'again');
      net.trace('free', again.address.host);
    }),
  },
  {
    name: 'datagrams/factory-fails',
    title: 'what the factory throws, createDatagramEndpoint throws',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const fail = (): never => {
        throw new RangeError('oops');
      };
      const localAddr = { host: '127.0.0.1', port: 0 };
      await net.attempt('failed', async () => void (await net.loop.createDatagramEndpoint(fail, { localAddr })));
    }),
  },
  {
    name: 'datagrams/no-addresses',
    title: 'a name without addresses fails, local or remote',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_no_addrinfo'],
    run: withTransports(async (net) => {
      const nowhere = { host: 'nowhere.test', port: 1 };
      await net.attempt('local', async () => void (await openEndpoint(net, 'never', {}, { localAddr: nowhere })));
      await net.attempt('remote', async () => void (await openEndpoint(net, 'never', {}, { remoteAddr: nowhere })));
    }),
  },
  {
    name: 'datagrams/no-such-protocol',
    title: 'a protocol that the system does not have is its error',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_socket_err'],
    run: withTransports(async (net) => {
      const family = net.constants.AF_INET ?? 2;
      await net.refusal('refused', () => openEndpoint(net, 'never', {}, { family, proto: 99 }));
    }),
  },
];
