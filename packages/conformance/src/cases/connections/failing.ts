import type { Future, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

/** The loop's sockets do not connect, but fail with these errors, one after the other. The answer is the sockets that tried. */
function connectsFail(net: TransportStage, ...errors: readonly Error[]): readonly Socket[] {
  const socks: Socket[] = [];
  const connectAll = (sock: Socket): Future<void> => {
    const failed = net.loop.createFuture<void>();
    failed.setException(errors[socks.length] ?? new RangeError('no more errors'));
    socks.push(sock);
    return failed;
  };
  net.loop.sockConnect = connectAll as typeof net.loop.sockConnect;
  return socks;
}

function connect(net: TransportStage, options: object = {}): Promise<unknown> {
  return net.loop.createConnection(() => net.recorder('never'), { host: 'two.test', port: 80, ...options });
}

export const failingConnects: readonly Case[] = [
  {
    name: 'connections/timed-out',
    title: 'the timeout of the system is the error of the connection, and the socket is closed',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_timeout'],
    run: withTransports(async (net) => {
      const socks = connectsFail(net, new net.core.SystemError('ETIMEDOUT', -110, 'connect'));
      await net.attempt('failed', () => connect(net, { host: '127.0.0.1' }));
      net.trace('sockets', socks.length, (socks[0]?.fileno() ?? 0) >= 0);
    }),
  },
  {
    name: 'connections/other-error',
    title: 'an error that is not the system’s ends it at once: no other address is tried, the socket is closed',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const socks = connectsFail(net, new RangeError('no error of the system'));
      await net.attempt('failed', () => connect(net));
      net.trace('sockets', socks.length, (socks[0]?.fileno() ?? 0) >= 0);
      const others = connectsFail(net, new RangeError('no error of the system'));
      await net.attempt('all errors', () => connect(net, { allErrors: true }));
      net.trace('sockets', others.length);
    }),
  },
  {
    name: 'connections/different-errors',
    title: 'different errors are one that has the words of all, or a group of them; the same twice is the first; all sockets are closed',
    needs: ['transports'],
    covers: [
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple_errors',
      'test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_multiple',
    ],
    run: withTransports(async (net) => {
      const { SystemError } = net.core;
      const [refused, reset] = [new SystemError('ECONNREFUSED', -111, 'connect'), new SystemError('ECONNRESET', -104, 'connect')];
      for (const [first, second] of [
        [refused, reset],
        [reset, reset],
      ] as const) {
        const socks = connectsFail(net, first, second);
        try {
          await connect(net);
        } catch (error) {
          net.trace('one', error instanceof SystemError, error === first);
        }
        net.trace(
          'sockets',
          socks.length,
          socks.some((sock) => sock.fileno() >= 0),
        );
        connectsFail(net, first, second);
        try {
          await connect(net, { allErrors: true });
        } catch (error) {
          net.trace('all', error, (error as AggregateError).errors);
        }
      }
    }),
  },
  {
    name: 'connections/close-fails-too',
    title: 'an error that is not the system’s is told, though closing the socket fails then',
    needs: ['transports'],
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_connect_non_os_err_close_err'],
    run: withTransports(async (net) => {
      const connectAll = (sock: Socket): never => {
        const close = sock.close.bind(sock);
        sock.close = () => {
          close();
          throw new net.core.SystemError('EIO', -5, 'close');
        };
        throw new RangeError('no error of the system');
      };
      net.loop.sockConnect = connectAll as typeof net.loop.sockConnect;
      await net.attempt('failed', () => connect(net, { host: '127.0.0.1' }));
    }),
  },
];
