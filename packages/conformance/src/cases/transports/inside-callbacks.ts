import type { Case } from '../../case.ts';
import type { Steps } from '../sockets/open-sockets.ts';
import { type TransportStage, withTransports } from './open-transports.ts';
import type { Reactions, Recorder } from './recorder.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');
const EVENTS = ['made', 'data', 'eof', 'pause', 'resume', 'lost'] as const;

/** Have everything happen to a connection, while it is open. */
async function liveThrough(net: TransportStage, protocol: Recorder): Promise<number> {
  const [transport, peer] = await net.side(protocol);
  const received = net.loop.createTask(() => net.receive(peer));
  const steps = [() => peer.send('x'), () => transport.write(MUCH), () => peer.shutdown('write'), () => transport.close()];
  for (const step of steps) {
    if (transport.isClosing()) break;
    step();
    await net.pass(2);
    // All of it was read.
    while (!transport.isClosing() && transport.getWriteBufferSize() > 0) await net.pass(1);
    await net.pass();
  }
  await protocol.when('lost');
  return (await received).length;
}

/** Close a connection in its callback `event`, and trace how much of what was written arrived. */
async function closeIn(net: TransportStage, method: 'close' | 'abort', event: (typeof EVENTS)[number]): Promise<void> {
  const on: Reactions = { eof: () => true, [event]: () => protocol.transport[method]() };
  const protocol = net.recorder(`${method} in ${event}:`, on);
  const received = await liveThrough(net, protocol);
  net.trace('received', received === 0 ? 'nothing' : received === MUCH.length ? 'all' : received < MUCH.length ? 'a part' : 'more');
}

export const insideCallbacks: readonly Case[] = [
  {
    name: 'transports/close-in-every-callback',
    title: 'close in every callback: what was written still goes out, and nothing is told any more but that the connection is lost',
    needs: ['transports'],
    run: withTransports(async (net) => {
      for (const event of EVENTS) if (event !== 'resume') await closeIn(net, 'close', event);
    }),
  },
  {
    name: 'transports/abort-in-every-callback',
    title: 'abort in every callback: the rest of what was written is dropped, and the connection is lost, once',
    needs: ['transports'],
    run: withTransports(async (net) => {
      for (const event of EVENTS) if (event !== 'resume') await closeIn(net, 'abort', event);
    }),
  },
  {
    name: 'transports/closed-when-resumed',
    title: 'close and abort in resumeWriting, when all is sent',
    needs: ['transports'],
    run: withTransports(async (net) => {
      await closeIn(net, 'close', 'resume');
      await closeIn(net, 'abort', 'resume');
    }),
  },
  {
    name: 'transports/write-in-every-callback',
    title: 'every callback may write but connectionLost, where it is dropped: all arrives in order',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const write = (event: string) => (): void => protocol.transport.write(`[${event}]`);
      const on: Reactions = { ...Object.fromEntries(EVENTS.map((event) => [event, write(event)])) };
      const protocol = net.recorder('one', {
        ...on,
        eof: () => {
          write('eof')();
          return true;
        },
      });
      const [transport, peer] = await net.side(protocol);
      const received = net.loop.createTask(() => net.receive(peer));
      peer.send('x');
      await net.pass();
      transport.write(MUCH);
      await protocol.when('resume');
      peer.shutdown('write');
      await protocol.when('eof');
      transport.close();
      await protocol.when('lost');
      net.trace('received', Buffer.from(String(await received).replace(/x+/, ' much ')));
    }),
  },
  {
    name: 'transports/reads-by-turns',
    title: 'pausing and resuming in every callback loses nothing and tells nothing twice',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const toggle = (): void => {
        protocol.transport.pauseReading();
        protocol.transport.resumeReading();
      };
      const protocol = net.recorder('one', { made: toggle, data: toggle, eof: toggle, lost: toggle });
      const [, peer] = await net.side(protocol);
      for (const piece of ['first', 'second']) {
        const before = protocol.count('data');
        peer.send(piece);
        await protocol.when('data', before + 1);
      }
      peer.close();
      await protocol.when('lost');
      await net.pass();
    }),
  },
  {
    name: 'transports/tasks-between',
    title: 'a task that dataReceived starts and one that waits go on in turns of their own, in order',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const answered = net.loop.createFuture<void>();
      function* answer(data: Buffer): Steps {
        net.trace('task', data);
        yield* net.core.sleep(0);
        net.trace('goes on');
        protocol.transport.write(`<${data}>`);
        answered.setResult();
      }
      const protocol = net.recorder('one', {
        data: (data) => {
          net.loop.callSoon(net.trace, 'callback');
          net.loop.createTask(answer(data));
          net.trace('inside');
        },
      });
      const [, peer] = await net.side(protocol);
      peer.send('question');
      await answered;
      net.trace('received', await net.receive(peer, 10));
    }),
  },
];
