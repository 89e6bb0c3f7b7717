import type { Case } from '../../case.ts';
import { withSignals } from './open-signals.ts';

/** For what the types would not let through. */
const as = <T>(value: unknown): T => value as T;

export const refusedHandlers: readonly Case[] = [
  {
    name: 'signals/no-signals',
    title: 'what is no signal is refused, with a TypeError or with what says that the number is none',
    needs: ['signals'],
    covers: ['test_events.EventLoopTestsMixin.test_add_signal_handler', 'test_unix_events.SelectorEventLoopSignalTests.test_check_signal'],
    run: withSignals((at) => {
      for (const signal of ['usr2', '12', null, [12], 0, -1, 65, 1000, 32, 33]) {
        at.attempt('add', () => at.loop.addSignalHandler(as<number>(signal), at.trace, 'never'));
        at.attempt('remove', () => at.loop.removeSignalHandler(as<number>(signal)));
      }
    }),
  },
  {
    name: 'signals/no-callbacks',
    title: 'an async function is refused, and what one gives',
    needs: ['signals'],
    covers: ['test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler_coroutine_error'],
    run: withSignals(async (at) => {
      const coroutine = async (): Promise<void> => {};
      const started = coroutine();
      at.attempt('function', () => at.loop.addSignalHandler('SIGUSR2', coroutine));
      at.attempt('object', () => at.loop.addSignalHandler('SIGUSR2', as<() => void>(started)));
      await started;
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/uncatchable',
    title: 'SIGKILL and SIGSTOP are refused, and the other handlers stay',
    needs: ['signals'],
    covers: [
      'test_events.EventLoopTestsMixin.test_add_signal_handler',
      'test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler_install_error2',
    ],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
        at.attempt('add', () => at.loop.addSignalHandler(signal, at.trace, 'never'));
        at.attempt('remove', () => at.loop.removeSignalHandler(signal));
      }
      at.send('SIGUSR2');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/refused-beside',
    title: 'a handler stays when another for its signal is refused',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'kept');
      at.attempt('signal', () => at.loop.addSignalHandler(0, at.trace, 'never'));
      at.attempt('callback', () => at.loop.addSignalHandler('SIGUSR2', async () => {}));
      at.send('SIGUSR2');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/number-past-the-last',
    title: 'a number that is no signal is named in the message',
    needs: ['signals'],
    run: withSignals((at) => {
      const message = (call: () => void): void => {
        try {
          call();
        } catch (error) {
          at.trace('message', (error as Error).message);
        }
      };
      message(() => at.loop.addSignalHandler(0, at.trace, 'never'));
      message(() => at.loop.removeSignalHandler(1000));
    }),
  },
];
