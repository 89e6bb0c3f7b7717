import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';
import { withSignals } from './open-signals.ts';

const callingInBothRuns: readonly Case[] = inBothRuns([
  {
    name: 'signals/called',
    title: 'a handler is called each time its signal comes',
    needs: ['signals'],
    covers: [
      'test_events.EventLoopTestsMixin.test_add_signal_handler',
      'test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler',
    ],
    run: withSignals(async (at) => {
      at.attempt('add', () => at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2'));
      for (let i = 0; i < 3; i++) {
        at.send('SIGUSR2');
        await at.passTurns();
        at.trace('told');
      }
    }),
  },
  {
    name: 'signals/several',
    title: 'signals that come in one turn are told in their order, each as often as it came',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      at.loop.addSignalHandler('SIGWINCH', at.trace, 'winch');
      at.loop.addSignalHandler('SIGURG', at.trace, 'urg');
      at.loop.callSoon(() => {
        for (const signal of ['SIGURG', 'SIGUSR2', 'SIGUSR2', 'SIGWINCH', 'SIGURG'] as const) at.send(signal);
        at.trace('sent');
      });
      await at.passTurns();
    }),
  },
  {
    name: 'signals/behind-what-is-queued',
    title: 'a handler runs as a callback of the loop, behind those that are queued',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('handler');
        at.loop.callSoon(at.trace, 'queued by the handler');
      });
      at.loop.callSoon(() => {
        at.loop.callSoon(at.trace, 'queued before');
        at.send('SIGUSR2');
        at.loop.callSoon(at.trace, 'queued after');
        at.trace('sent');
      });
      at.loop.callSoon(at.trace, 'the same turn');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/wakes',
    title: 'a signal wakes a loop that waits',
    needs: ['signals', 'other processes'],
    covers: ['test_events.EventLoopTestsMixin.test_signal_handling_while_selecting'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('handler');
        at.loop.stop();
      });
      const sent = at.sendFromOutside('SIGUSR2');
      await at.runUntilStopped();
      await sent;
    }),
  },
]);

export const callingHandlers: readonly Case[] = [
  ...callingInBothRuns,
  {
    name: 'signals/arguments',
    title: 'a handler gets the arguments that it was added with, and no others',
    needs: ['signals'],
    covers: ['test_events.EventLoopTestsMixin.test_signal_handling_args'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2', 1, 'two', [3]);
      at.loop.addSignalHandler('SIGWINCH', (...args: unknown[]) => at.trace('winch', args));
      at.send('SIGUSR2');
      at.send('SIGWINCH');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/by-number',
    title: 'a signal is named by its number too',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler(at.numberOf('SIGUSR2'), at.trace, 'usr2');
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler(at.numberOf('SIGUSR2')));
    }),
  },
  {
    name: 'signals/replaced',
    title: 'a second handler takes the place of the first',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'first');
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'second');
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'), at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/replaced-before-told',
    title: 'a signal that nobody was told of yet goes to the handler that is there by then',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'first');
      at.send('SIGUSR2');
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'second');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/apart',
    title: 'each signal has its own handler, which stays when another is removed',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      at.loop.addSignalHandler('SIGWINCH', at.trace, 'winch');
      at.loop.addSignalHandler('SIGHUP', at.trace, 'hup');
      at.trace('removed', at.loop.removeSignalHandler('SIGWINCH'));
      at.send('SIGHUP');
      await at.passTurns();
      at.send('SIGUSR2');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/many',
    title: 'two hundred signals that the system delivered are two hundred calls',
    needs: ['signals'],
    run: withSignals(async (at) => {
      const calls: number[] = [];
      at.loop.addSignalHandler('SIGUSR2', (call: number) => void calls.push(call), 1);
      for (let i = 0; i < 200; i++) at.send('SIGUSR2');
      await at.passTurns();
      at.trace('calls', calls.length);
    }),
  },
  {
    name: 'signals/between-runs',
    title: 'a signal that comes while the loop does not run is told in its next run',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', at.trace, 'usr2');
      await at.passTurns();
      at.send('SIGUSR2');
      at.trace('sent');
      await at.passTurns();
      at.trace('ran');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/in-its-context',
    title: 'a handler sees the values of the moment in which it was added',
    needs: ['signals'],
    run: withSignals(async (at) => {
      const variable = new at.core.ContextVar('variable', { default: 'none' });
      at.loop.callSoon(() => {
        variable.set('when added');
        at.loop.addSignalHandler('SIGUSR2', () => at.trace('in', variable.get()));
        variable.set('later');
        at.send('SIGUSR2');
      });
      await at.passTurns();
    }),
  },
];
