import type { Case } from '../../case.ts';
import { withTransports } from './open-transports.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

export const unready: readonly Case[] = [
  {
    name: 'transports/nothing-there-after-all',
    title: 'a transport that is told of data which somebody else takes first waits on',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_ready_tryagain'],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('one');
      const [transport] = await net.loop.createConnection(() => protocol, { sock });
      peer.send('taken');
      // Called in the turn in which the transport is told, before it.
      net.loop.callSoon(() => net.trace('takes', sock.recv(100)));
      await net.pass();
      net.trace('reading', transport.isReading(), protocol.bytes);
      peer.send('for the transport');
      await protocol.when('data');
    }),
  },
  {
    name: 'transports/no-room-after-all',
    title: 'a transport that is told of room which somebody else takes first keeps its buffer, and sends it later',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_ready_tryagain'],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('one');
      const [transport] = await net.loop.createConnection(() => protocol, { sock });
      transport.write(MUCH);
      await net.pass();
      const size = transport.getWriteBufferSize();
      const first = await net.receive(peer, 1);
      let extra = 0;
      // Called in the turn in which the transport is told, before it.
      net.loop.callSoon(() => {
        try {
          for (;;) extra += sock.send(MUCH);
        } catch (error) {
          net.trace('full', error);
        }
      });
      await net.pass();
      net.trace('kept', transport.getWriteBufferSize() <= size, protocol.count('lost'));
      const rest = await net.receive(peer, MUCH.length + extra - first.length);
      await net.pass();
      net.trace('all came', first.length + rest.length - extra, transport.getWriteBufferSize());
    }),
  },
  {
    name: 'transports/reset',
    title: 'a connection that the peer resets is lost with that error, without an end of the stream, and nothing is reported',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_ready_conn_reset'],
    run: withTransports(async (net) => {
      const served = net.recorder('server');
      const [, own] = await net.serve(() => served);
      const sock = net.socket();
      await net.loop.sockConnect(sock, own);
      await served.when('made');
      const { SOL_SOCKET = 1, SO_LINGER = 13 } = net.constants;
      sock.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from(Int32Array.of(1, 0).buffer));
      sock.close();
      await served.when('lost');
      net.trace('ended', served.count('eof'), served.transport.isClosing());
    }),
  },
  {
    name: 'transports/reset-with-own-buffer',
    title: 'a reset connection of a protocol with its own buffer is lost with that error',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_conn_reset'],
    run: withTransports(async (net) => {
      const served = net.buffered('server');
      const [, own] = await net.serve(() => served);
      const sock = net.socket();
      await net.loop.sockConnect(sock, own);
      await served.when('made');
      const { SOL_SOCKET = 1, SO_LINGER = 13 } = net.constants;
      sock.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from(Int32Array.of(1, 0).buffer));
      sock.close();
      await served.when('lost');
      net.trace('ended', served.count('eof'));
    }),
  },
];
