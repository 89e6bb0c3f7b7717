import type { Handle } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';
import { withSignals } from './open-signals.ts';

const insideInBothRuns: readonly Case[] = inBothRuns([
  {
    name: 'signals/raises',
    title: 'what a handler throws is reported, and it goes on being called',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('handler');
        throw new RangeError('on purpose');
      });
      for (let i = 0; i < 2; i++) {
        at.send('SIGUSR2');
        await at.passTurns();
      }
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/stops',
    title: 'a handler can stop the loop',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.loop.callSoon(at.trace, 'next run');
        at.loop.stop();
        at.trace('stopped', at.loop.isRunning());
      });
      at.loop.callSoon(at.send, 'SIGUSR2');
      await at.runUntilStopped();
      at.trace('ended', at.loop.isRunning());
      await at.passTurns();
    }),
  },
]);

export const insideHandlers: readonly Case[] = [
  ...insideInBothRuns,
  {
    name: 'signals/ends-a-wait',
    title: 'a handler can end what is waited for',
    needs: ['signals'],
    run: withSignals(async (at) => {
      const arrived = at.loop.createFuture<string>();
      at.loop.addSignalHandler('SIGUSR2', (result: string) => arrived.setResult(result), 'arrived');
      at.loop.callSoon(at.send, 'SIGUSR2');
      at.trace('result', await at.loop.runUntilComplete(arrived));
    }),
  },
  {
    name: 'signals/removes-itself',
    title: 'a handler can remove itself',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => at.trace('handler', at.loop.removeSignalHandler('SIGUSR2')));
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
  {
    name: 'signals/removes-another',
    title: 'a handler can remove another, and stays itself',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => at.trace('handler', at.loop.removeSignalHandler('SIGWINCH')));
      at.loop.addSignalHandler('SIGWINCH', at.trace, 'winch');
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'), at.loop.removeSignalHandler('SIGWINCH'));
    }),
  },
  {
    name: 'signals/adds-another',
    title: 'a handler can add another, which is called from then on',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('handler');
        at.loop.addSignalHandler('SIGWINCH', at.trace, 'winch');
        at.send('SIGWINCH');
      });
      at.send('SIGUSR2');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/replaces-itself',
    title: 'a handler can put another in its place, which gets what comes then',
    needs: ['signals'],
    run: withSignals(async (at) => {
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('first');
        at.loop.addSignalHandler('SIGUSR2', at.trace, 'second');
        at.send('SIGUSR2');
      });
      at.send('SIGUSR2');
      await at.passTurns();
    }),
  },
  {
    name: 'signals/cancelled-handle',
    title: 'a handler whose handle was cancelled is not called, and is removed when its signal comes',
    needs: ['signals'],
    covers: ['test_unix_events.SelectorEventLoopSignalTests.test_handle_signal_cancelled_handler'],
    run: withSignals(async (at) => {
      const handles: Handle[] = [];
      at.loop.setExceptionHandler((_loop, { handle }) => void handles.push(handle as Handle));
      at.loop.addSignalHandler('SIGUSR2', () => {
        at.trace('handler');
        throw new RangeError('on purpose');
      });
      at.send('SIGUSR2');
      await at.passTurns();
      handles[0]?.cancel();
      at.send('SIGUSR2');
      await at.passTurns();
      at.trace('removed', at.loop.removeSignalHandler('SIGUSR2'));
    }),
  },
];
