import type { InetAddress } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';
import { openEndpoint } from './open-datagrams.ts';

export const sending: readonly Case[] = [
  {
    name: 'datagrams/kinds-of-data',
    title: 'every kind of bytes is sent, nothing at all too; what is no bytes is refused',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_bytearray',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_memoryview',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_no_data',
    ],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      const bytes = new Uint8Array(Buffer.from('an array'));
      const kinds = [Buffer.from('a buffer'), bytes, new DataView(bytes.buffer, 3, 5) as unknown as Uint8Array, Buffer.alloc(0)];
      for (const [i, data] of kinds.entries()) {
        client.transport.sendto(data);
        await server.protocol.when('data', i + 1);
      }
      for (const data of [1, null, {}, ['x']]) net.attempt('refused', () => client.transport.sendto(data as never));
      net.trace('open', client.transport.isClosing());
    }),
  },
  {
    name: 'datagrams/only-to-the-peer',
    title: 'a connected endpoint sends to its peer, named or not, and to nobody else',
    needs: ['transports', 'datagrams'],
    covers: ['test_selector_events.SelectorDatagramTransportTests.test_sendto_connected_addr'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      const other = await openEndpoint(net, 'other');
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      client.transport.sendto('to the peer', server.address);
      await server.protocol.when('data');
      client.transport.sendto('again', null);
      await server.protocol.when('data', 2);
      net.attempt('to another', () => client.transport.sendto('never', other.address));
      await net.pass();
      net.trace('open', client.transport.isClosing(), other.protocol.count('data'));
    }),
  },
  {
    name: 'datagrams/nobody-there',
    title: 'what a connected endpoint sends to nobody is told as an error received, and the endpoint goes on',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_error_received_connected',
      'test_selector_events.SelectorDatagramTransportTests.test_read_ready_oserr',
    ],
    run: withTransports(async (net) => {
      const gone = await openEndpoint(net, 'gone');
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: gone.address });
      gone.transport.close();
      await gone.protocol.when('lost');
      await net.pass();
      client.transport.sendto('to nobody');
      await client.protocol.when('error');
      net.trace('open', client.transport.isClosing(), client.protocol.count('lost'));
      const back = await openEndpoint(net, 'back', {}, { localAddr: gone.address });
      client.transport.sendto('to somebody');
      await back.protocol.when('data');
    }),
  },
  {
    name: 'datagrams/nobody-there-unconnected',
    title: 'an endpoint without a peer is not told who is not there, and receives from others',
    needs: ['transports', 'datagrams'],
    covers: [
      'test_events.EventLoopTestsMixin.test_datagram_send_to_non_listening_address',
      'test_selector_events.SelectorDatagramTransportTests.test_sendto_error_received',
    ],
    run: withTransports(async (net) => {
      const gone = await openEndpoint(net, 'gone');
      gone.transport.close();
      await gone.protocol.when('lost');
      await net.pass();
      const server = await openEndpoint(net, 'server', { datagram: (data, address) => server.transport.sendto(data, address) });
      const client = await openEndpoint(net, 'client');
      client.transport.sendto('to nobody', gone.address);
      await net.pass();
      client.transport.sendto('to somebody', server.address);
      await client.protocol.when('data');
      net.trace('told', client.protocol.count('error'), client.transport.isClosing());
    }),
  },
  {
    name: 'datagrams/sent-when-closed',
    title: 'what is sent after close or abort is dropped; lost once',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server');
      for (const method of ['close', 'abort'] as const) {
        const client = await openEndpoint(net, method, {}, { remoteAddr: server.address });
        const before = server.protocol.count('data');
        client.transport.sendto(`before ${method}`);
        client.transport[method]();
        net.trace('closing', client.transport.isClosing(), client.protocol.count('lost'));
        client.transport[method]();
        await client.protocol.when('lost');
        await server.protocol.when('data', before + 1);
        net.attempt('afterwards', () => client.transport.abort());
      }
      await net.pass();
      net.trace('came', server.protocol.count('data'));
    }),
  },
  {
    name: 'datagrams/closed-inside',
    title: 'close and abort in datagramReceived: nothing more is told, though it is there',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const client = await openEndpoint(net, 'client');
      client.protocol.muted = true;
      for (const method of ['close', 'abort'] as const) {
        const server = await openEndpoint(net, method, { datagram: () => server.transport[method]() });
        for (const text of ['first', 'second']) client.transport.sendto(text, server.address);
        await server.protocol.when('lost');
        await net.pass();
      }
    }),
  },
  {
    name: 'datagrams/received-fails',
    title: 'an error thrown in datagramReceived is reported, and the endpoint goes on',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const server = await openEndpoint(net, 'server', {
        datagram: () => {
          throw new RangeError('oops');
        },
      });
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      client.transport.sendto('one');
      await server.protocol.when('data');
      client.transport.sendto('two');
      await server.protocol.when('data', 2);
      net.trace('open', server.transport.isClosing(), server.protocol.count('lost'));
    }),
  },
  {
    name: 'datagrams/in-order',
    title: 'many datagrams sent at once arrive whole and in order',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const received: string[] = [];
      const server = await openEndpoint(net, 'server', { datagram: (data) => void received.push(String(data)) });
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: server.address });
      server.protocol.muted = true;
      for (let i = 0; i < 50; i++) client.transport.sendto(`${i}`);
      await server.protocol.when('data', 50);
      net.trace('received', received.join(' '), client.transport.getWriteBufferSize());
    }),
  },
  {
    name: 'datagrams/without-methods',
    title: 'a protocol of datagrams that has no method of its own takes everything',
    needs: ['transports', 'datagrams'],
    run: withTransports(async (net) => {
      const options = { localAddr: { host: '127.0.0.1', port: 0 } };
      const [transport, protocol] = await net.loop.createDatagramEndpoint(() => ({}), options);
      const client = await openEndpoint(net, 'client', {}, { remoteAddr: transport.getExtraInfo('sockname') as InetAddress });
      client.transport.sendto('ignored');
      await net.pass();
      net.trace('open', transport.isClosing(), transport.getProtocol() === protocol);
      transport.close();
      await net.pass();
      client.transport.sendto('to nobody');
      await client.protocol.when('error');
    }),
  },
];
