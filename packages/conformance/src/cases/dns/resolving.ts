import type { AddressInfo } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

type Answer = readonly unknown[];

/** Answers with the names of constants, which are not the same everywhere. */
function describe(net: TransportStage, infos: readonly AddressInfo[]): readonly Answer[] {
  const { AF_INET, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, IPPROTO_TCP, IPPROTO_UDP } = net.constants;
  const types = new Map([
    [SOCK_STREAM, 'stream'],
    [SOCK_DGRAM, 'datagram'],
    [SOCK_RAW, 'raw'],
  ]);
  const protos = new Map([
    [IPPROTO_TCP, 'tcp'],
    [IPPROTO_UDP, 'udp'],
  ]);
  return infos.map(({ family, type, proto, canonname, address }) => {
    return [family === AF_INET ? 'v4' : 'v6', types.get(type), protos.get(proto) ?? 'any', canonname, address.host, address.port];
  });
}

export const resolving: readonly Case[] = [
  {
    name: 'dns/numeric',
    title: 'a numeric host and a port are resolved to addresses of every type, or of the one that is asked for',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const { AF_INET = 2, SOCK_STREAM = 1, SOCK_DGRAM = 2, IPPROTO_UDP = 17 } = net.constants;
      const tell = async (name: string, options: object): Promise<void> => {
        net.trace(name, describe(net, await net.loop.getaddrinfo('127.0.0.1', 80, options)));
      };
      await tell('every type', {});
      await tell('streams', { type: SOCK_STREAM });
      await tell('datagrams', { type: SOCK_DGRAM, family: AF_INET });
      await tell('by protocol', { type: SOCK_DGRAM, proto: IPPROTO_UDP });
    }),
  },
  {
    name: 'dns/numeric-ipv6',
    title: 'a numeric IPv6 host is resolved to its shortest form',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const type = net.constants.SOCK_STREAM ?? 1;
      for (const host of ['::1', '0:0:0:0:0:0:0:1', '2001:DB8::0:1']) {
        net.trace(host, describe(net, await net.loop.getaddrinfo(host, 443, { type })));
      }
    }),
  },
  {
    name: 'dns/ports',
    title: 'a port is a number, or one in a string; none is 0',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventTests.test_port_parameter_types'],
    run: withTransports(async (net) => {
      const type = net.constants.SOCK_STREAM ?? 1;
      for (const port of [null, 0, 1, '1', '65535']) {
        const [info] = await net.loop.getaddrinfo('127.0.0.1', port, { type });
        net.trace('port', info?.address.port);
      }
    }),
  },
  {
    name: 'dns/no-host',
    title: 'no host is the loopback, or every interface where it is to be listened on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const { AF_INET = 2, SOCK_STREAM: type = 1, AI_PASSIVE = 1 } = net.constants;
      for (const flags of [0, AI_PASSIVE]) {
        net.trace('no host', describe(net, await net.loop.getaddrinfo(null, 80, { type, family: AF_INET, flags })));
      }
    }),
  },
  {
    name: 'dns/refused',
    title: 'what cannot be resolved fails: no host and no port, a family that does not fit, a name where none is allowed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const { AF_INET6 = 10, AI_NUMERICHOST = 4 } = net.constants;
      await net.attempt('nothing', async () => void (await net.loop.getaddrinfo(null, null)));
      await net.attempt('family', async () => void (await net.loop.getaddrinfo('127.0.0.1', 80, { family: AF_INET6 })));
      await net.attempt('name', async () => void (await net.loop.getaddrinfo('name.example', 80, { flags: AI_NUMERICHOST })));
    }),
  },
  {
    name: 'dns/getnameinfo',
    title: 'the names of an address are its numbers where no others are wanted',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_getnameinfo'],
    run: withTransports(async (net) => {
      const { NI_NUMERICHOST = 1, NI_NUMERICSERV = 2 } = net.constants;
      for (const address of [
        { host: '127.0.0.1', port: 80 },
        { host: '::1', port: 65_535 },
        { host: '192.0.2.1', port: 0 },
      ]) {
        const { host, service } = await net.loop.getnameinfo(address, NI_NUMERICHOST | NI_NUMERICSERV);
        net.trace('names', host, service);
      }
    }),
  },
  {
    name: 'dns/getnameinfo-refused',
    title: 'an address fails where a name is required and only numbers are allowed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const { NI_NUMERICHOST = 1, NI_NAMEREQD = 8 } = net.constants;
      const address = { host: '127.0.0.1', port: 80 };
      await net.attempt('both', async () => void (await net.loop.getnameinfo(address, NI_NUMERICHOST | NI_NAMEREQD)));
    }),
  },
  {
    name: 'dns/cancelled',
    title: 'a wait for the resolver is cancelled at once, and the loop goes on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const waiting = net.loop.createTask(async () => await net.loop.getaddrinfo('127.0.0.1', 80));
      await net.pass(1);
      waiting.cancel();
      await net.attempt('cancelled', async () => void (await waiting));
      net.trace('again', (await net.loop.getaddrinfo('127.0.0.1', 80, { type: net.constants.SOCK_STREAM ?? 1 })).length);
    }),
  },
];
