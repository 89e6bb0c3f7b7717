import type { Case } from '../../case.ts';
import { withTransports, withTransportsInTurns } from './open-transports.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

export const halfClose: readonly Case[] = [
  {
    name: 'transports/end-closes',
    title: 'the end of the stream closes the transport, behind what eofReceived still writes',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_ready_eof'],
    run: withTransportsInTurns(function* (net) {
      for (const answer of [undefined, false] as const) {
        const protocol = net.recorder(String(answer), {
          eof: () => {
            protocol.transport.write('goodbye');
            return answer;
          },
        });
        const [transport, peer] = yield* net.loop.createTask(() => net.side(protocol));
        peer.shutdown('write');
        yield* protocol.when('eof');
        net.trace('closing', transport.isClosing(), transport.isReading());
        yield* protocol.when('lost');
        net.trace('received', yield* net.loop.createTask(() => net.receive(peer)));
      }
    }),
  },
  {
    name: 'transports/end-keeps-open',
    title: 'after the end of the stream a transport stays open for writing when eofReceived says so; the end is told once',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_ready_eof_keep_open'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { eof: () => true });
      const [transport, peer] = await net.side(protocol);
      peer.shutdown('write');
      await protocol.when('eof');
      await net.pass();
      net.trace('open', transport.isClosing(), transport.isReading());
      transport.write('still here');
      net.trace('received', await net.receive(peer, 10));
      transport.close();
      await protocol.when('lost');
      net.trace('the end', peer.recv(10));
    }),
  },
  {
    name: 'transports/write-eof',
    title: 'writeEof ends our side at once, and the peer may go on; a second one does nothing',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_eof'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      net.trace('can', transport.canWriteEof());
      transport.write('last');
      transport.writeEof();
      transport.writeEof();
      net.trace('received', peer.recv(10), peer.recv(10));
      net.trace('open', transport.isClosing(), transport.isReading(), transport.canWriteEof());
      peer.send('an answer');
      await protocol.when('data');
      peer.close();
      await protocol.when('lost');
    }),
  },
  {
    name: 'transports/write-eof-behind-the-buffer',
    title: 'writeEof ends our side behind what is buffered, without closing',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_eof_buffer'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.write(MUCH);
      transport.writeEof();
      net.trace('buffered', transport.getWriteBufferSize() > 0, transport.isClosing());
      const received = await net.receive(peer);
      net.trace('received', received.equals(MUCH), transport.getWriteBufferSize(), transport.isClosing());
      peer.send('and you?');
      await protocol.when('data');
    }),
  },
  {
    name: 'transports/write-behind-the-end',
    title: 'write and writelines are refused after writeEof, even of nothing; the connection goes on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.writeEof();
      net.attempt('write', () => transport.write('x'));
      net.attempt('nothing', () => transport.write(''));
      net.attempt('writelines', () => transport.writelines(['x', 'y']));
      net.attempt('no lines', () => transport.writelines([]));
      net.attempt('no bytes', () => transport.write(1 as never));
      net.trace('the end', peer.recv(10), transport.isClosing());
      transport.close();
      net.attempt('closed', () => transport.write('x'));
      await protocol.when('lost');
      net.attempt('lost', () => transport.write('x'));
    }),
  },
  {
    name: 'transports/write-eof-while-closing',
    title: 'writeEof does nothing on a transport that closes: what is written then is dropped, or goes with the rest',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_write_eof_after_close'],
    run: withTransports(async (net) => {
      const idle = net.recorder('idle');
      const [one, peer] = await net.side(idle);
      one.close();
      one.writeEof();
      net.attempt('write', () => one.write('dropped'));
      await idle.when('lost');
      net.trace('received', peer.recv(10));
      const busy = net.recorder('busy');
      const [other, reader] = await net.side(busy);
      other.write(MUCH);
      other.close();
      other.writeEof();
      net.attempt('write', () => other.write('tail'));
      const received = await net.receive(reader);
      net.trace('received', received.length - MUCH.length, received.subarray(-4));
      await busy.when('lost');
    }),
  },
  {
    name: 'transports/both-sides-end',
    title: 'both sides have ended and eofReceived keeps it open: the connection stays until it is closed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { eof: () => true });
      const [transport, peer] = await net.side(protocol);
      transport.writeEof();
      peer.shutdown('write');
      await protocol.when('eof');
      await net.pass();
      net.trace('open', transport.isClosing(), protocol.count('lost'), peer.recv(10));
      transport.close();
      await protocol.when('lost');
    }),
  },
];
