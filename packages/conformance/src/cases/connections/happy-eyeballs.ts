import type { ConnectionOptions, InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

type Behaviours = Readonly<Record<string, Behaviour>>;
type Behaviour = 'answers' | 'refuses' | 'hangs' | 'answers late' | 'refuses late';

/** How long late is, in milliseconds. */
const LATE = 30;

/** Servers on 127.0.0.1 and 127.0.0.2, on one port; and the sockets that connect behave as is said of their host. */
function serversThat(net: TransportStage, behaviours: Behaviours): { port: number; socks: Socket[] } {
  const socks: Socket[] = [];
  const { sockConnect } = net.loop;
  const refusal = new net.core.SystemError('ECONNREFUSED', -111, 'connect');
  const connectAll = async (sock: Socket, address: InetAddress): Promise<void> => {
    const behaviour = behaviours[address.host];
    net.trace('tries', address.host);
    socks.push(sock);
    if (behaviour === 'hangs') await net.loop.createFuture();
    if (behaviour?.endsWith('late')) await net.core.sleep(LATE);
    if (behaviour?.startsWith('refuses')) throw refusal;
    await sockConnect(sock, address);
  };
  net.loop.sockConnect = connectAll as typeof sockConnect;
  const [, { port }] = net.bound();
  const second = net.socket();
  second.bind({ host: '127.0.0.2', port });
  second.listen();
  return { port, socks };
}

async function race(net: TransportStage, behaviours: Behaviours, options: ConnectionOptions): Promise<void> {
  const { port, socks } = serversThat(net, behaviours);
  const client = net.quiet();
  await net.loop.createConnection(() => client, { host: 'two.test', port, ...options });
  net.trace('connected to', (client.transport.getExtraInfo('peername') as InetAddress).host);
  await net.pass();
  net.trace('open', socks.filter((sock) => sock.fileno() >= 0).length, 'of', socks.length);
}

export const happyEyeballs: readonly Case[] = [
  {
    name: 'connections/race-first-answers',
    title: 'the first address answers before the delay is over: no other one is tried',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_one_successful'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'answers' }, { happyEyeballsDelay: 5000 })),
  },
  {
    name: 'connections/race-first-refused',
    title: 'the first address is refused: the next is tried at once, without waiting for the delay',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_first_error_second_successful'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'refuses', '127.0.0.2': 'answers' }, { happyEyeballsDelay: 60_000 })),
  },
  {
    name: 'connections/race-first-hangs',
    title: 'the first address does not answer: the next is tried after the delay, and the socket of the first is closed',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_first_timeout_second_successful'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'hangs', '127.0.0.2': 'answers' }, { happyEyeballsDelay: 10 })),
  },
  {
    name: 'connections/race-first-is-late',
    title: 'the first address answers while the second hangs: it wins',
    needs: ['transports'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'answers late', '127.0.0.2': 'hangs' }, { happyEyeballsDelay: 5 })),
  },
  {
    name: 'connections/race-refused-late',
    title: 'the first address is refused while the second is tried: the second is waited for',
    needs: ['transports'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'refuses late', '127.0.0.2': 'answers late' }, { happyEyeballsDelay: 10 })),
  },
  {
    name: 'connections/race-lost-by-all',
    title: 'every address is refused: the errors are told in the order of the addresses',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_none_successful'],
    run: withTransports(async (net) => {
      for (const late of [false, true]) {
        const { port, socks } = serversThat(net, { '127.0.0.1': late ? 'refuses late' : 'refuses', '127.0.0.2': 'refuses' });
        const options = { host: 'two.test', port, happyEyeballsDelay: 5, allErrors: true };
        try {
          await net.loop.createConnection(() => net.recorder('never'), options);
        } catch (error) {
          net.trace('all', error, (error as AggregateError).errors);
        }
        net.trace('open', socks.filter((sock) => sock.fileno() >= 0).length);
      }
    }),
  },
  {
    name: 'connections/race-cancelled',
    title: 'a race that is cancelled ends cancelled, and closes every socket',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_cancelled'],
    run: withTransports(async (net) => {
      const { port, socks } = serversThat(net, { '127.0.0.1': 'hangs', '127.0.0.2': 'hangs' });
      const options = { host: 'two.test', port, happyEyeballsDelay: 5 };
      const waiting = net.loop.createTask(async () => void (await net.loop.createConnection(() => net.recorder('never'), options)));
      while (socks.length < 2) await net.core.sleep(1);
      waiting.cancel();
      await net.attempt('cancelled', async () => await waiting);
      await net.pass();
      net.trace('open', socks.filter((sock) => sock.fileno() >= 0).length);
    }),
  },
  {
    name: 'connections/race-in-eager-tasks',
    title: 'a race whose tasks begin at once',
    needs: ['transports'],
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks'],
    run: withTransports(async (net) => {
      net.loop.setTaskFactory(net.core.eagerTaskFactory);
      await race(net, { '127.0.0.1': 'refuses', '127.0.0.2': 'answers' }, { happyEyeballsDelay: 1000 });
    }),
  },
  {
    name: 'connections/no-race',
    title: 'without a delay the next address is tried when the one before has failed, however long that takes',
    needs: ['transports'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'refuses late', '127.0.0.2': 'answers' }, {})),
  },
  {
    name: 'connections/race-not-with-one',
    title: 'an address alone is tried as without a delay; nothing is raced',
    needs: ['transports'],
    run: withTransports((net) => race(net, { '127.0.0.1': 'answers late' }, { host: 'one.test', happyEyeballsDelay: 5 })),
  },
  {
    name: 'connections/interleaved',
    title: 'addresses are tried by families in turns, the first family getting as many as wanted at the start; so with a delay',
    needs: ['transports', 'ipv6'],
    run: withTransports(async (net) => {
      const refuse = { '::1': 'refuses', '127.0.0.1': 'refuses', '127.0.0.2': 'refuses' } as const;
      for (const options of [{}, { interleave: 1 }, { interleave: 2 }, { interleave: 3 }, { happyEyeballsDelay: 5000 }]) {
        const { sockConnect } = net.loop;
        const { port } = serversThat(net, refuse);
        net.trace('options', Object.keys(options).length, 'interleave' in options ? options.interleave : null);
        await net.attempt('failed', () => net.loop.createConnection(() => net.recorder('never'), { host: 'many.test', port, ...options }));
        net.loop.sockConnect = sockConnect;
      }
    }),
  },
  {
    name: 'connections/race-with-two-winners',
    title: 'two addresses answer in one turn: one of them wins, and the socket of the other is closed',
    needs: ['transports'],
    covers: ['test_staggered.StaggeredTests.test_multiple_winners'],
    run: withTransports(async (net) => {
      const { sockConnect } = net.loop;
      const { port, socks } = serversThat(net, {});
      const together = net.loop.createFuture<void>();
      let answered = 0;
      net.loop.sockConnect = (async (sock: Socket, address: InetAddress) => {
        socks.push(sock);
        await sockConnect(sock, address);
        if (++answered === 2) together.setResult();
        await together;
      }) as typeof sockConnect;
      const client = net.quiet();
      await net.loop.createConnection(() => client, { host: 'two.test', port, happyEyeballsDelay: 5 });
      await net.pass();
      net.trace('answered', answered, 'open', socks.filter((sock) => sock.fileno() >= 0).length);
    }),
  },
];
