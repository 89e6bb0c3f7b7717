import type { Case } from '../../case.ts';
import { withTransports } from './open-transports.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

export const writing: readonly Case[] = [
  {
    name: 'transports/kinds-of-data',
    title: 'every kind of bytes is written, and stays as it was',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_write_bytearray',
      'test_selector_events.SelectorSocketTransportTests.test_write_memoryview',
    ],
    run: withTransports(async (net) => {
      const [transport, peer] = await net.side(net.recorder('one'));
      const bytes = new Uint8Array(Buffer.from('an array'));
      for (const data of [Buffer.from('a buffer'), bytes, new DataView(bytes.buffer, 3, 5)]) {
        transport.write(data as Uint8Array);
        net.trace('received', peer.recv(100));
      }
      net.trace('as it was', Buffer.from(bytes));
    }),
  },
  {
    name: 'transports/no-data',
    title: 'what is no bytes is refused, and the connection goes on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [transport, peer] = await net.side(net.recorder('one'));
      for (const data of [1, null, {}, ['x']]) net.attempt('write', () => transport.write(data as never));
      net.attempt('writelines', () => transport.writelines(['good', 1 as never]));
      transport.write('ok');
      net.trace('received', (await net.receive(peer, 2)).subarray(-2), transport.isClosing());
    }),
  },
  {
    name: 'transports/written-at-once',
    title: 'what the system takes is sent inside write, nothing is buffered; nothing at all is no write',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_write',
      'test_selector_events.SelectorSocketTransportTests.test_write_no_data',
    ],
    run: withTransports(async (net) => {
      const [transport, peer] = await net.side(net.recorder('one'));
      transport.write('one');
      net.trace('sent', transport.getWriteBufferSize(), peer.recv(100));
      transport.write('');
      transport.write(Buffer.alloc(0));
      net.trace('nothing', transport.getWriteBufferSize());
      net.attempt('nothing came', () => peer.recv(100));
      transport.writelines(['two', '', ' and', ' three']);
      net.trace('sent', transport.getWriteBufferSize(), peer.recv(100));
      transport.writelines([]);
      net.trace('no lines', transport.getWriteBufferSize());
    }),
  },
  {
    name: 'transports/written-in-order',
    title: 'what the system does not take is buffered, and sent in order, whatever it was written by',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_write_buffer',
      'test_selector_events.SelectorSocketTransportTests.test_write_partial',
      'test_selector_events.SelectorSocketTransportTests.test_write_tryagain',
      'test_selector_events.SelectorSocketTransportTests.test_write_ready_partial',
      'test_selector_events.SelectorSocketTransportTests.test_write_ready',
      'test_selector_events.SelectorSocketTransportTests.test_writelines_send_partial',
    ],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      const parts = [MUCH, Buffer.from('second'), Buffer.from('third'), Buffer.alloc(300_000, 'y'), Buffer.from('last')] as const;
      transport.write(parts[0]);
      const first = transport.getWriteBufferSize();
      net.trace('a part is buffered', first > 0, first < MUCH.length);
      transport.write(parts[1]);
      net.trace('then all', transport.getWriteBufferSize() - first);
      transport.writelines(parts.slice(2, 4));
      transport.write(parts[4]);
      const all = Buffer.concat(parts);
      net.trace('in order', (await net.receive(peer, all.length)).equals(all), transport.getWriteBufferSize());
      transport.write('at once');
      net.trace('sent', transport.getWriteBufferSize(), peer.recv(100));
    }),
  },
  {
    name: 'transports/full-socket',
    title: 'nothing of a write is taken by a full socket: all of it is buffered, and goes out once there is room',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_write_partial_none',
      'test_selector_events.SelectorSocketTransportTests.test_write_tryagain',
    ],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      let filled = 0;
      try {
        for (;;) filled += sock.send(MUCH);
      } catch (error) {
        net.trace('full', error);
      }
      const [transport] = await net.loop.createConnection(() => net.recorder('one'), { sock });
      transport.write('waits');
      net.trace('buffered', transport.getWriteBufferSize());
      transport.writelines([' and', ' this']);
      net.trace('buffered', transport.getWriteBufferSize());
      const received = await net.receive(peer, filled + 14);
      net.trace('received', received.length - filled, received.subarray(filled), transport.getWriteBufferSize());
    }),
  },
  {
    name: 'transports/lines-at-once',
    title: 'writelines that are taken at once leave nothing behind; those that are not are sent later, in order',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_writelines_send_full',
      'test_selector_events.SelectorSocketTransportTests.test_writelines_send_partial',
      'test_selector_events.SelectorSocketTransportTests.test_write_sendmsg_half_buffer',
      'test_transports.TransportTests.test_writelines',
    ],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.writelines(['memoryview', 'of', 'lines'].map((line) => new Uint8Array(Buffer.from(line))));
      net.trace('at once', transport.getWriteBufferSize(), peer.recv(100));
      transport.setWriteBufferLimits({ high: 10_000_000 });
      const lines = Array.from({ length: 2000 }, (_, i) => Buffer.from(`line ${i} ${'z'.repeat(i)}\n`));
      transport.writelines(lines);
      net.trace('buffered', transport.getWriteBufferSize() > 0);
      const all = Buffer.concat(lines);
      net.trace('in order', (await net.receive(peer, all.length)).equals(all));
    }),
  },
  {
    name: 'transports/written-after-close',
    title: 'what is written after close is dropped when nothing is buffered',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_closing'],
    run: withTransports(async (net) => {
      for (const method of ['close', 'abort'] as const) {
        const protocol = net.recorder(method);
        const [transport, peer] = await net.side(protocol);
        transport.write('before');
        transport[method]();
        for (let i = 0; i < 3; i++) net.attempt('write', () => transport.write('after'));
        net.trace('size', transport.getWriteBufferSize());
        await protocol.when('lost');
        net.trace('received', await net.receive(peer));
      }
    }),
  },
  {
    name: 'transports/peer-is-gone',
    title: 'a write to a peer that is gone ends the connection with an error, in a later turn, and what comes then is dropped',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_exception'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { made: (transport) => transport.pauseReading() });
      const [transport, peer] = await net.side(protocol);
      peer.close();
      transport.write('to nobody');
      net.trace('written', transport.isClosing(), protocol.count('lost'), transport.getWriteBufferSize());
      for (let i = 0; i < 3; i++) net.attempt('again', () => transport.write('more'));
      await protocol.when('lost');
      await net.pass();
      net.trace('reported', protocol.count('lost'));
    }),
  },
  {
    name: 'transports/peer-goes-while-full',
    title: 'a peer that goes while much is buffered ends the connection with an error that is not reported, and drops the buffer',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorTransportTests.test_fatal_error'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { made: (transport) => transport.pauseReading() });
      const [transport, peer] = await net.side(protocol);
      transport.write(MUCH);
      peer.close();
      await protocol.when('lost');
      await net.pass();
      net.trace('dropped', transport.getWriteBufferSize(), protocol.count('eof'));
    }),
  },
];
