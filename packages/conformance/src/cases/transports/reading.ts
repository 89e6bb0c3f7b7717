import type { Case } from '../../case.ts';
import { withTransports, withTransportsInTurns } from './open-transports.ts';

export const reading: readonly Case[] = [
  {
    name: 'transports/paused-reading',
    title: 'what comes while reading is paused is told once it is resumed; a second call of either does nothing',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_pause_resume_reading'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      net.trace('reading', transport.isReading());
      transport.resumeReading();
      for (let i = 0; i < 2; i++) {
        transport.pauseReading();
        net.trace('paused', transport.isReading());
      }
      peer.send('kept');
      await net.pass();
      net.trace('came', protocol.bytes);
      for (let i = 0; i < 2; i++) {
        transport.resumeReading();
        net.trace('resumed', transport.isReading());
      }
      await protocol.when('data');
      transport.pauseReading();
      transport.resumeReading();
      peer.send('and on');
      await protocol.when('data', 2);
    }),
  },
  {
    name: 'transports/paused-when-made',
    title: 'a pause in connectionMade is honoured; one that is resumed there is none',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_pause_reading_connection_made'],
    run: withTransports(async (net) => {
      const paused = net.recorder('paused', { made: (transport) => transport.pauseReading() });
      const [transport, peer] = await net.side(paused);
      peer.send('kept');
      await net.pass();
      net.trace('reading', transport.isReading(), paused.bytes);
      transport.resumeReading();
      await paused.when('data');
      const resumed = net.recorder('resumed', {
        made: (one) => {
          one.pauseReading();
          one.resumeReading();
        },
      });
      const [, other] = await net.side(resumed);
      other.send('taken');
      await resumed.when('data');
    }),
  },
  {
    name: 'transports/paused-by-data',
    title: 'a pause in dataReceived keeps back what comes next, until the next resume',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { data: () => protocol.transport.pauseReading() });
      const [transport, peer] = await net.side(protocol);
      for (const piece of ['first', 'second', 'third']) {
        peer.send(piece);
        await net.pass();
        net.trace('sent', piece, protocol.count('data'));
      }
      transport.resumeReading();
      await protocol.when('data', 2);
      net.trace('reading', transport.isReading());
    }),
  },
  {
    name: 'transports/paused-at-the-end',
    title: 'a pause keeps back the end of the stream too, and the data before it',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.pauseReading();
      peer.send('last words');
      peer.close();
      await net.pass();
      net.trace('paused', protocol.bytes, protocol.count('eof'), transport.isClosing());
      transport.resumeReading();
      await protocol.when('lost');
    }),
  },
  {
    name: 'transports/paused-and-closed',
    title: 'pausing and resuming do nothing once the transport closes: nothing more is read',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_pause_resume_reading',
      'test_selector_events.SelectorTransportTests.test__add_reader',
    ],
    run: withTransports(async (net) => {
      for (const method of ['close', 'abort'] as const) {
        const protocol = net.recorder(method);
        const [transport, peer] = await net.side(protocol);
        transport.pauseReading();
        peer.send('never read');
        transport[method]();
        transport.resumeReading();
        net.trace('resumed', transport.isReading());
        transport.pauseReading();
        await protocol.when('lost');
        await net.pass();
        net.trace('came', protocol.bytes);
      }
    }),
  },
  {
    name: 'transports/paused-writes',
    title: 'a paused transport still sends, and can be closed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.pauseReading();
      transport.write('out');
      net.trace('received', peer.recv(10));
      transport.close();
      await protocol.when('lost');
      net.trace('the end', peer.recv(10));
    }),
  },
  {
    name: 'transports/closed-by-data',
    title: 'nothing comes after a close or an abort in dataReceived, though it is there',
    needs: ['transports'],
    run: withTransportsInTurns(function* (net) {
      for (const method of ['close', 'abort'] as const) {
        const protocol = net.recorder(method, { data: () => protocol.transport[method]() });
        const [, peer] = yield* net.loop.createTask(() => net.side(protocol));
        peer.send('first');
        yield* protocol.when('data');
        net.attempt('more', () => peer.send('second'));
        yield* protocol.when('lost');
      }
    }),
  },
];
