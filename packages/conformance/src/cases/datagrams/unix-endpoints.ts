import type { Case } from '../../case.ts';
import { unixName } from '../sockets/open-sockets.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';
import { type DatagramReactions, type Endpoint, openEndpoint } from './open-datagrams.ts';

function openUnix(net: TransportStage, name: string, local?: string, remote?: string, on: DatagramReactions = {}): Promise<Endpoint> {
  return openEndpoint(net, name, on, {
    family: net.constants.AF_UNIX ?? 1,
    ...(local === undefined ? {} : { localAddr: unixName(local) }),
    ...(remote === undefined ? {} : { remoteAddr: unixName(remote) }),
  });
}

/** Send until the system takes no more. The answer is how many were sent. */
function sendUntilBuffered(transport: Endpoint['transport']): number {
  for (let count = 1; ; count++) {
    transport.sendto(`datagram ${count}`.padEnd(1000));
    if (transport.getWriteBufferSize() > 0) return count;
  }
}

export const unixEndpoints: readonly Case[] = [
  {
    name: 'datagrams/unix',
    title: 'endpoints on names of Unix sockets exchange datagrams; one without a name can send',
    needs: ['transports', 'datagrams'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock_unix'],
    run: withTransports(async (net) => {
      const server = await openUnix(net, 'server', 'server', undefined, {
        datagram: (data, address) => {
          if (String(address).length > 0) server.transport.sendto(`<${data}>`, address);
        },
      });
      const client = await openUnix(net, 'client', 'client', 'server');
      client.transport.sendto('hello');
      await client.protocol.when('data');
      const unnamed = await openUnix(net, 'unnamed');
      unnamed.transport.sendto('from nobody', unixName('server'));
      await server.protocol.when('data', 2);
    }),
  },
  {
    name: 'datagrams/buffered',
    title: 'what the system does not take is buffered, pauses above the high mark, and is sent in order, whole, the end too',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_tryagain',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_tryagain',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer_nodata',
    ],
    run: withTransports(async (net) => {
      const sock = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
      sock.bind(unixName('slow'));
      const client = await openUnix(net, 'client', undefined, 'slow');
      client.transport.setWriteBufferLimits({ high: 3000 });
      const count = sendUntilBuffered(client.transport);
      net.trace('one is buffered', client.transport.getWriteBufferSize() >= 1000);
      for (const text of ['second', '', 'third']) client.transport.sendto(text);
      net.trace('not paused', client.protocol.count('pause'));
      client.transport.sendto('x'.repeat(3000));
      net.trace('paused', client.protocol.count('pause'));
      const received: string[] = [];
      while (received.length < count + 4) received.push(String(await net.loop.sockRecv(sock, 10_000)).trim());
      await net.pass();
      net.trace(
        'in order',
        received.slice(0, count).every((text, i) => text === `datagram ${i + 1}`),
      );
      net.trace('the rest', received.slice(count, -1), received.at(-1)?.length);
    }),
  },
  {
    name: 'datagrams/buffer-is-copied',
    title: 'what is buffered is a copy: a change of the bytes afterwards is not sent',
    needs: ['transports', 'datagrams'],
    covers: ['test_selector_events.SelectorDatagramTransportTests.test_sendto_buffer_bytearray'],
    run: withTransports(async (net) => {
      const sock = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
      sock.bind(unixName('copied'));
      const client = await openUnix(net, 'client', undefined, 'copied');
      const count = sendUntilBuffered(client.transport);
      const bytes = Buffer.from('as it was');
      client.transport.sendto(bytes);
      bytes.fill('-');
      let last = '';
      for (let i = 0; i <= count; i++) last = String(await net.loop.sockRecv(sock, 10_000));
      net.trace('received', last);
    }),
  },
  {
    name: 'datagrams/closed-while-full',
    title: 'close sends what is buffered before the endpoint is lost; abort drops it',
    needs: ['transports', 'datagrams'],
    covers: ['test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_closing'],
    run: withTransports(async (net) => {
      for (const method of ['close', 'abort'] as const) {
        const sock = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
        sock.bind(unixName(`full-${method}`));
        const client = await openUnix(net, method, undefined, `full-${method}`);
        const count = sendUntilBuffered(client.transport);
        client.transport[method]();
        await net.pass();
        net.trace('lost', client.protocol.count('lost'));
        const wanted = method === 'close' ? count : count - 1;
        for (let i = 0; i < wanted; i++) await net.loop.sockRecv(sock, 10_000);
        await client.protocol.when('lost');
        net.attempt('no more', () => sock.recv(10));
      }
    }),
  },
  {
    name: 'datagrams/peer-goes-while-full',
    title: 'what was buffered for a peer that goes is told as errors received, one for each datagram; the endpoint stays open',
    needs: ['transports', 'datagrams'],
    covers: ['test_selector_events.SelectorDatagramTransportTests.test_sendto_ready_error_received_connection'],
    run: withTransports(async (net) => {
      const sock = net.socket(net.constants.AF_UNIX, net.constants.SOCK_DGRAM);
      sock.bind(unixName('going'));
      const client = await openUnix(net, 'client', undefined, 'going');
      sendUntilBuffered(client.transport);
      client.transport.sendto('another');
      sock.close();
      await client.protocol.when('error', 2);
      await net.pass();
      net.trace('open', client.transport.isClosing(), client.protocol.count('lost'), client.protocol.count('error'));
      client.transport.close();
      await client.protocol.when('lost');
    }),
  },
];
