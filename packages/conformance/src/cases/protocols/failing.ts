import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';
import type { Reactions } from '../transports/recorder.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

class Oops extends Error {}

function fail(): never {
  throw new Oops('oops');
}

export const failing: readonly Case[] = [
  {
    name: 'protocols/data-received-fails',
    title: 'an error thrown in dataReceived is reported with the protocol and the transport, and ends the connection with that error',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_data_received_error',
      'test_selector_events.SelectorTransportTests.test_fatal_error_custom_exception',
    ],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { data: fail });
      net.loop.setExceptionHandler((_, context) => {
        net.trace('reported', net.reportOf(context));
        net.trace('of', context.protocol === protocol, context.transport === protocol.transport, context.exception instanceof Oops);
      });
      const [transport, peer] = await net.side(protocol);
      peer.send('first');
      await protocol.when('lost');
      net.trace('closed', transport.isClosing(), await net.receive(peer));
    }),
  },
  {
    name: 'protocols/eof-received-fails',
    title: 'an error thrown in eofReceived is reported and ends the connection with that error',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_read_eof_received_error'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { eof: fail });
      const [transport, peer] = await net.side(protocol);
      transport.write(MUCH);
      peer.shutdown('write');
      await protocol.when('lost');
      net.trace('dropped', transport.getWriteBufferSize());
    }),
  },
  {
    name: 'protocols/made-fails',
    title: 'an error thrown in connectionMade is reported; the connection is there and goes on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { made: fail });
      const [transport, peer] = await net.side(protocol);
      net.trace('connected', transport.isClosing());
      peer.send('data');
      await protocol.when('data');
      transport.write('an answer');
      net.trace('received', peer.recv(100));
      peer.close();
      await protocol.when('lost');
    }),
  },
  {
    name: 'protocols/lost-fails',
    title: 'an error thrown in connectionLost is reported, and the socket is closed all the same',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('one', { lost: fail });
      const [transport] = await net.loop.createConnection(() => protocol, { sock });
      transport.close();
      await protocol.when('lost');
      await net.pass();
      net.trace('closed', sock.fileno() >= 0, peer.recv(10));
    }),
  },
  {
    name: 'protocols/pausing-fails',
    title: 'errors thrown in pauseWriting and resumeWriting are reported, and the connection goes on, paused and resumed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { pause: fail, resume: fail });
      net.loop.setExceptionHandler((_, context) => {
        net.trace('reported', net.reportOf(context));
        net.trace('of', context.protocol === protocol, context.transport === protocol.transport);
      });
      const [transport, peer] = await net.side(protocol);
      for (let i = 0; i < 2; i++) {
        transport.write(MUCH);
        transport.write('more');
        net.trace('received', (await net.receive(peer, MUCH.length + 4)).length);
        await net.pass();
      }
      net.trace('open', transport.isClosing());
    }),
  },
  {
    name: 'protocols/failing-and-closing',
    title: 'a callback that closes, or aborts, and then fails: reported, and lost once with the error of what came first',
    needs: ['transports'],
    run: withTransports(async (net) => {
      for (const method of ['close', 'abort'] as const) {
        const on: Reactions = {
          data: () => {
            protocol.transport[method]();
            fail();
          },
        };
        const protocol = net.recorder(method, on);
        const [, peer] = await net.side(protocol);
        peer.send('x');
        await protocol.when('lost');
        await net.pass();
      }
    }),
  },
  {
    name: 'protocols/factory-fails',
    title: 'what the factory throws, createConnection throws',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const [sock] = net.pair();
      await net.attempt('connection', async () => await net.loop.createConnection(fail, { sock }));
    }),
  },
  {
    name: 'protocols/server-factory-fails',
    title: 'what the factory of a server throws is reported in debug mode, and the server goes on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      net.loop.setDebug(true);
      const served = net.quiet({ data: (data) => net.trace('served', data) });
      let calls = 0;
      const [server, address] = await net.serve(() => (++calls === 1 ? fail() : served));
      await net.loop.createConnection(() => net.quiet(), address);
      while (calls === 0) await net.pass(1);
      net.trace('serving', server.isServing());
      const [transport] = await net.loop.createConnection(() => net.quiet(), address);
      transport.write('data');
      await served.when('data');
    }),
  },
  {
    name: 'protocols/server-side-fails',
    title: 'connections of a server whose protocols fail when made, or when lost: the others and the server go on',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const on: Reactions[] = [{ made: fail }, { lost: fail }, {}];
      const protocols = on.map((reactions, i) => net.quiet({ data: (data) => net.trace(`server ${i}`, data), ...reactions }));
      const waiting = [...protocols];
      const [server, address] = await net.serve(() => waiting.shift() ?? fail());
      for (let i = 0; i < 3; i++) {
        const client = net.quiet();
        const [transport] = await net.loop.createConnection(() => client, address);
        transport.write('data');
        await protocols[i]?.when('data');
        transport.close();
        await protocols[i]?.when('lost');
      }
      server.close();
      net.trace('closed', await server.waitClosed());
    }),
  },
];
