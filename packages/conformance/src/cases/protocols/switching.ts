import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';

export const switching: readonly Case[] = [
  {
    name: 'protocols/switched',
    title: 'another protocol gets everything from then on, the loss too; it is not told that the connection was made',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [first, second] = [net.recorder('first'), net.recorder('second')];
      const [transport, peer] = await net.side(first);
      peer.send('one');
      await first.when('data');
      transport.setProtocol(second);
      net.trace('now', transport.getProtocol() === second, second.count('made'));
      peer.send('two');
      await second.when('data');
      peer.close();
      await second.when('lost');
      net.trace('the first', first.count('lost'));
    }),
  },
  {
    name: 'protocols/switched-inside',
    title: 'a protocol that hands over in connectionMade, or in dataReceived: the other one gets what comes next',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const second = net.recorder('second', { data: () => first.transport.setProtocol(third) });
      const third = net.recorder('third');
      const first = net.recorder('first', { made: (transport) => transport.setProtocol(second) });
      const [transport, peer] = await net.side(first);
      peer.send('one');
      await second.when('data');
      peer.send('two');
      await third.when('data');
      transport.close();
      await third.when('lost');
    }),
  },
  {
    name: 'protocols/plain-and-buffered',
    title: 'changing between a plain protocol and one with its own buffer takes effect for the next read, both ways',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_proto_type_switch'],
    run: withTransports(async (net) => {
      const [plain, own] = [net.recorder('plain'), net.buffered('own')];
      const [transport, peer] = await net.side(plain);
      for (let i = 1; i <= 2; i++) {
        peer.send('to plain');
        await plain.when('data', i);
        transport.setProtocol(own);
        peer.send('to own');
        await own.when('updated', i);
        transport.setProtocol(plain);
      }
      transport.setProtocol(own);
      peer.close();
      await own.when('lost');
    }),
  },
  {
    name: 'protocols/switched-while-paused',
    title: 'what was kept back while reading was paused goes to the protocol of the time when it is resumed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [plain, own] = [net.recorder('plain'), net.buffered('own')];
      const [transport, peer] = await net.side(plain);
      transport.pauseReading();
      peer.send('kept');
      await net.pass();
      transport.setProtocol(own);
      transport.resumeReading();
      await own.when('updated');
    }),
  },
  {
    name: 'protocols/switched-while-full',
    title: 'the protocol of the time when the buffer has drained is told to resume, though another one was told to pause',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [first, second] = [net.recorder('first'), net.recorder('second')];
      const [transport, peer] = await net.side(first);
      const much = Buffer.alloc(1_000_000);
      transport.write(much);
      transport.setProtocol(second);
      await net.receive(peer, much.length);
      await second.when('resume');
      transport.close();
      await second.when('lost');
    }),
  },
  {
    name: 'protocols/switched-while-closing',
    title: 'a protocol that is set between close and the loss is told of the loss',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [first, second] = [net.recorder('first'), net.recorder('second')];
      const [transport] = await net.side(first);
      transport.close();
      transport.setProtocol(second);
      await second.when('lost');
      net.trace('the first', first.count('lost'));
    }),
  },
];
