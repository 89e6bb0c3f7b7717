import type { Case } from '../../case.ts';
import { withSignals } from './open-signals.ts';

export const endingHandlers: readonly Case[] = [
  {
    name: 'signals/removed',
    title: 'without its handler a signal does what it did before; removing tells whether there was one',
    needs: ['signals', 'dispositions'],
    covers: [
      'test_events.EventLoopTestsMixin.test_add_signal_handler',
      'test_unix_events.SelectorEventLoopSignalTests.test_remove_signal_handler',
    ],
    run: withSignals((at) => {
      const before = at.disposition('SIGUSR2');
      at.trace('none', at.loop.removeSignalHandler('SIGUSR2'));
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      at.trace('added', at.disposition('SIGUSR2'));
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
      at.trace('as before', before, at.disposition('SIGUSR2') === before);
      at.trace('again', at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/removed-before-told',
    title: 'a signal that comes before its handler is removed, and was not told by then, is for nobody',
    needs: ['signals'],
    covers: ['test_unix_events.SelectorEventLoopSignalTests.test_handle_signal_no_handler'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      at.send('SIGUSR2');
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
      await at.passTurns();
      at.trace('nothing came');
    }),
  },
  {
    name: 'signals/interrupt-removed',
    title: 'without its handler SIGINT does what it did before',
    needs: ['signals', 'dispositions'],
    run: withSignals(async (at) => {
      const before = at.disposition('SIGINT');
      at.loop.addSignalHandler('SIGINT', at.trace, 'int');
      at.send('SIGINT');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler('SIGINT'));
      at.trace('as before', at.disposition('SIGINT') === before);
    }),
  },
  {
    name: 'signals/ignored-before',
    title: 'a signal that was ignored before its handler is ignored afterwards',
    needs: ['signals', 'dispositions'],
    run: withSignals(async (at) => {
      at.trace('before', at.disposition('SIGPIPE'));
      at.loop.addSignalHandler('SIGPIPE', at.trace, 'pipe');
      at.send('SIGPIPE');
      await at.passTurns();
      at.loop.removeSignalHandler('SIGPIPE');
      at.trace('after', at.disposition('SIGPIPE'));
    }),
  },
  {
    name: 'signals/loop-closes',
    title: 'closing a loop removes its handlers',
    needs: ['signals', 'dispositions'],
    covers: ['test_unix_events.SelectorEventLoopSignalTests.test_close'],
    run: withSignals((at) => {
      const signals = ['SIGUSR2', 'SIGWINCH', 'SIGTERM'] as const;
      const before = signals.map(at.disposition);
      for (const signal of signals) at.loop.addSignalHandler(signal, at.trace, 'never');
      at.trace('added', signals.map(at.disposition));
      at.loop.close();
      at.trace('as before', signals.map(at.disposition).join() === before.join());
      at.trace(
        'removed',
        signals.map((signal) => at.loop.removeSignalHandler(signal)),
      );
    }),
  },
  {
    name: 'signals/loop-is-closed',
    title: 'a closed loop takes no handler, and has none',
    needs: ['signals'],
    run: withSignals((at) => {
      at.loop.close();
      at.attempt('add', () => at.loop.addSignalHandler('SIGUSR2', at.trace, 'never'));
      at.attempt('remove', () => at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/two-loops',
    title: 'a signal belongs to the loop that added a handler last',
    needs: ['signals', 'one process'],
    run: withSignals(async (at) => {
      const second = at.newLoop();
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'first');
      at.send('SIGUSR2');
      await at.passTurns();
      second.addSignalHandler('SIGUSR2', at.trace, 'second');
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('then the second');
      await at.passTurns(second);
    }),
  },
  {
    name: 'signals/loops-after-each-other',
    title: 'a signal can be handled by one loop after the other',
    needs: ['signals', 'one process'],
    run: withSignals(async (at) => {
      for (const name of ['first', 'second', 'third']) {
        const loop = at.newLoop();
        loop.addSignalHandler('SIGUSR2', at.trace, name);
        at.send('SIGUSR2');
        await at.passTurns(loop);
        loop.close();
      }
    }),
  },
];
