import type { Case } from '../../case.ts';

export const debugMode: readonly Case[] = [
  {
    name: 'loop/debug-flag',
    title: 'debug mode is off at first and can be switched at any time',
    covers: ['test_base_events.BaseEventLoopTests.test_set_debug'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      trace('at first', loop.getDebug());
      loop.setDebug(true);
      trace('on', loop.getDebug());
      loop.callSoon(() => {
        loop.setDebug(false);
        trace('off while running', loop.getDebug());
        loop.stop();
      });
      await loop.runForever();
      loop.close();
      loop.setDebug(true);
      trace('on after close', loop.getDebug());
    },
  },
  {
    name: 'loop/debug-refuses-non-callable',
    title: 'in debug mode what cannot be called is refused when it is scheduled',
    covers: ['test_base_events.BaseEventLoopTests.test_call_soon_non_callable'],
    run({ newLoop, attempt }) {
      const loop = newLoop();
      loop.setDebug(true);
      attempt('call soon', () => loop.callSoon(1 as never));
      attempt('call soon threadsafe', () => loop.callSoonThreadsafe(1 as never));
      attempt('call later', () => loop.callLater(1, 1 as never));
      attempt('call at', () => loop.callAt(1, 1 as never));
    },
  },
];
