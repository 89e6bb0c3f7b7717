import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';

function fail(): never {
  throw new RangeError('oops');
}

export const buffered: readonly Case[] = [
  {
    name: 'protocols/own-buffer',
    title: 'a protocol with its own buffer is asked for it before every read, and told how much came',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready',
      'test_buffered_proto.BaseTestBufferedProtocol.test_buffered_proto_create_connection',
    ],
    run: withTransports(async (net) => {
      const protocol = net.buffered('one');
      const [, peer] = await net.side(protocol);
      peer.send('first');
      await protocol.when('updated');
      peer.send('more than fits into sixteen bytes');
      await protocol.whenBytes(38);
      net.trace('asked as often as told', protocol.count('get') === protocol.count('updated'));
    }),
  },
  {
    name: 'protocols/own-buffer-over-tcp',
    title: 'a protocol with its own buffer gets what a server sends, through createConnection, to the end',
    needs: ['transports'],
    covers: ['test_buffered_proto.BaseTestBufferedProtocol.test_buffered_proto_create_connection'],
    run: withTransports(async (net) => {
      const NOISE = Buffer.from(Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 251));
      const served = net.quiet({
        made: (transport) => {
          transport.write(NOISE);
          transport.close();
        },
      });
      const [, address] = await net.serve(() => served);
      const parts: Buffer[] = [];
      const client = net.buffered('client', { get: () => Buffer.alloc(1024), updated: (data) => void parts.push(data) });
      client.muted = true;
      await net.loop.createConnection(() => client, address);
      await client.when('lost');
      net.trace('received', Buffer.concat(parts).equals(NOISE), client.bytes, client.count('eof'));
    }),
  },
  {
    name: 'protocols/own-buffer-at-the-end',
    title: 'the end of the stream of a protocol with its own buffer closes it, or leaves it open for writing',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof',
      'test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof_keep_open',
    ],
    run: withTransports(async (net) => {
      for (const keepOpen of [false, true]) {
        const protocol = net.buffered(keepOpen ? 'open' : 'closed', { eof: () => keepOpen });
        const [transport, peer] = await net.side(protocol);
        peer.send('last');
        await protocol.when('updated');
        peer.shutdown('write');
        await protocol.when('eof');
        await net.pass();
        net.trace('closing', transport.isClosing());
        if (!keepOpen) continue;
        transport.write('still here');
        net.trace('received', peer.recv(20));
      }
    }),
  },
  {
    name: 'protocols/get-buffer-fails',
    title: 'an error thrown in getBuffer is reported and ends the connection; bufferUpdated is not called',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_get_buffer_error'],
    run: withTransports(async (net) => {
      const protocol = net.buffered('one', { get: fail });
      const [, peer] = await net.side(protocol);
      peer.send('x');
      await protocol.when('lost');
    }),
  },
  {
    name: 'protocols/buffer-without-room',
    title: 'an empty buffer, or what is no buffer, is reported and ends the connection',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_get_buffer_zerosized'],
    run: withTransports(async (net) => {
      for (const given of [Buffer.alloc(0), 'text']) {
        const protocol = net.buffered('one', { get: () => given as Buffer });
        const [, peer] = await net.side(protocol);
        peer.send('x');
        await protocol.when('lost');
      }
    }),
  },
  {
    name: 'protocols/buffer-updated-fails',
    title: 'an error thrown in bufferUpdated is reported and ends the connection',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_buffer_updated_error'],
    run: withTransports(async (net) => {
      const protocol = net.buffered('one', { updated: fail });
      const [, peer] = await net.side(protocol);
      peer.send('x');
      await protocol.when('lost');
    }),
  },
  {
    name: 'protocols/own-buffer-paused',
    title: 'pausing keeps a protocol with its own buffer from being asked for it',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.buffered('one', { updated: () => protocol.transport.pauseReading() });
      const [transport, peer] = await net.side(protocol);
      peer.send('sixteen bytes are kept back');
      await protocol.when('updated');
      await net.pass();
      net.trace('kept', protocol.bytes);
      transport.resumeReading();
      await protocol.when('updated', 2);
      net.trace('asked', protocol.count('get'));
    }),
  },
  {
    name: 'protocols/nothing-but-a-buffer',
    title: 'a protocol that has a buffer and no other method of its own takes everything',
    needs: ['transports'],
    run: withTransports(async (net) => {
      let bytes = 0;
      const buffer = Buffer.alloc(16);
      const protocol = {
        getBuffer: () => buffer,
        bufferUpdated: (nbytes: number) => {
          bytes += nbytes;
        },
      };
      const [transport, peer] = await net.side(protocol);
      peer.send('data');
      await net.pass();
      peer.close();
      await net.pass();
      net.trace('closed', bytes, transport.isClosing());
    }),
  },
];
