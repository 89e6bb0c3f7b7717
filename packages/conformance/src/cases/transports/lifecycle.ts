import type { Case } from '../../case.ts';
import { withTransports, withTransportsInTurns } from './open-transports.ts';

export const lifecycle: readonly Case[] = [
  {
    name: 'transports/whole-life',
    title: 'a connection is made, brings data and the end of the stream, and is lost, each told once',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_ready'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      net.trace('connected', transport === protocol.transport, transport.getProtocol() === protocol);
      peer.send('hello');
      await protocol.when('data');
      peer.send('again');
      await protocol.when('data', 2);
      peer.shutdown('write');
      await protocol.when('lost');
      await net.pass();
      net.trace('closed', transport.isClosing(), peer.recv(10));
    }),
  },
  {
    name: 'transports/both-ends',
    title: 'two transports that talk: an answer in dataReceived, and the end that one side makes reaches the other',
    needs: ['transports'],
    covers: ['test_events.EventLoopTestsMixin.test_create_connection', 'test_events.EventLoopTestsMixin.test_create_server'],
    run: withTransports(async (net) => {
      const served = net.recorder('server', { data: (data) => served.transport.write(`<${data}>`) });
      const [server, address] = await net.serve(() => served);
      const client = net.recorder('client');
      // Which side is made first is not certain.
      served.muted = true;
      const [transport] = await net.loop.createConnection(() => client, address);
      await served.when('made');
      served.muted = false;
      transport.write('question');
      await client.when('data');
      transport.close();
      await served.when('lost');
      net.trace('serving', server.isServing());
    }),
  },
  {
    name: 'transports/made-first',
    title: 'the connection is made in a turn before the caller has it, and before what came already',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_ctor'],
    run: withTransports(async (net) => {
      const turn = net.turns(net.loop);
      let made = 0;
      const protocol = net.recorder('one', {
        made: () => {
          made = turn();
        },
      });
      const [sock, peer] = net.pair();
      peer.send('early');
      await net.loop.createConnection(() => protocol, { sock });
      net.trace('a turn before', turn() > made);
      await protocol.when('data');
    }),
  },
  {
    name: 'transports/all-there-already',
    title: 'data and the end were there before the transport: all is told, in order',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [sock, peer] = net.pair();
      peer.send('early');
      peer.close();
      await net.loop.createConnection(() => protocol, { sock });
      await protocol.when('lost');
      net.trace('open', sock.fileno() >= 0, protocol.transport.isClosing());
    }),
  },
  {
    name: 'transports/lost-in-a-later-turn',
    title: 'close and abort return first: connectionLost is in the next turn, and the socket is closed behind it',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorTransportTests.test_close', 'test_selector_events.SelectorTransportTests.test_connection_lost'],
    run: withTransportsInTurns(function* (net) {
      const turn = net.turns(net.loop);
      for (const method of ['close', 'abort'] as const) {
        const [sock] = net.pair();
        let lost = 0;
        const protocol = net.recorder(method, {
          lost: () => {
            lost = turn();
            net.trace('open', sock.fileno() >= 0);
          },
        });
        const [transport] = yield* net.loop.createTask(() => net.loop.createConnection(() => protocol, { sock }));
        const before = turn();
        transport[method]();
        net.trace('asked', transport.isClosing(), transport.isReading(), protocol.count('lost'));
        yield* protocol.when('lost');
        net.trace('turns', lost - before, 'open', sock.fileno() >= 0);
      }
    }),
  },
  {
    name: 'transports/closed-many-times',
    title: 'close and abort again and again, in any order, before and after: lost once',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorTransportTests.test_close', 'test_selector_events.SelectorTransportTests.test_force_close'],
    run: withTransports(async (net) => {
      for (const methods of [
        ['close', 'close'],
        ['abort', 'abort'],
        ['close', 'abort'],
        ['abort', 'close'],
      ] as const) {
        const protocol = net.recorder(methods.join(' '));
        const [transport] = await net.side(protocol);
        for (const method of methods) transport[method]();
        await protocol.when('lost');
        for (const method of methods) transport[method]();
        await net.pass();
      }
    }),
  },
  {
    name: 'transports/afterwards',
    title: 'a lost connection takes every call, and does nothing',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorTransportTests.test_connection_lost'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport] = await net.side(protocol);
      transport.close();
      await protocol.when('lost');
      await net.pass();
      net.attempt('pause', () => transport.pauseReading());
      net.attempt('resume', () => transport.resumeReading());
      net.attempt('write', () => transport.write('x'));
      net.attempt('writeEof', () => transport.writeEof());
      net.attempt('limits', () => transport.setWriteBufferLimits({ high: 100, low: 10 }));
      net.attempt('size', () => transport.getWriteBufferSize());
      net.trace('protocol', transport.getProtocol() === protocol);
      net.trace('states', transport.isClosing(), transport.isReading(), transport.canWriteEof());
      await net.pass();
    }),
  },
  {
    name: 'transports/without-methods',
    title: 'a protocol that has no method of its own takes everything',
    needs: ['transports'],
    covers: ['test_protocols.ProtocolsAbsTests.test_base_protocol', 'test_protocols.ProtocolsAbsTests.test_protocol'],
    run: withTransports(async (net) => {
      const [transport, peer] = await net.side({});
      peer.send('ignored');
      await net.pass();
      transport.setWriteBufferLimits({ high: 0 });
      transport.write(Buffer.alloc(1_000_000));
      transport.abort();
      await net.pass();
      net.trace('closed', transport.isClosing(), peer.recv(1).length);
    }),
  },
];
