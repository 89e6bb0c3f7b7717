import type { Handle } from '@tsyncio/core';
import type { Case } from '../../case.ts';

export const callSoon: readonly Case[] = [
  {
    name: 'loop/call-soon-order',
    title: 'callbacks run in order of scheduling, each once, with their arguments',
    covers: ['test_events.EventLoopTestsMixin.test_call_soon', 'test_base_events.BaseEventLoopTests.test_call_soon'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      trace('handle', loop.callSoon(trace, 'without arguments'));
      loop.callSoon(trace, 'one', 1);
      loop.callSoon(trace, 'three', 1, 'two', null);
      for (let i = 0; i < 5; i++) loop.callSoon(trace, 'number', i);
      trace('nothing was called yet');
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'loop/call-soon-next-turn',
    title: 'what a callback schedules runs in the next turn, after the rest of the batch',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const schedule = (name: string, depth: number): void => {
        trace(name, turn());
        if (depth > 0) loop.callSoon(schedule, `${name}.1`, depth - 1);
        if (depth > 0) loop.callSoon(schedule, `${name}.2`, depth - 1);
      };
      loop.callSoon(schedule, 'a', 2);
      loop.callSoon(schedule, 'b', 1);
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(loop.stop)));
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'loop/handle-cancel',
    title: 'a cancelled handle is not called, also when an earlier callback of its batch cancels it',
    covers: ['test_events.HandleTests.test_handle'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const before = loop.callSoon(trace, 'never');
      before.cancel();
      trace('cancelled', before.cancelled());
      before.cancel();
      trace('cancelled twice', before.cancelled());
      let inBatch: Handle | null = null;
      loop.callSoon(() => inBatch?.cancel());
      inBatch = loop.callSoon(trace, 'never');
      trace('not yet', inBatch.cancelled());
      loop.callSoon(trace, 'called');
      loop.callSoon(loop.stop);
      await loop.runForever();
      trace('ended', before, inBatch);
    },
  },
  {
    name: 'loop/handle-cancel-late',
    title: 'cancelling a handle whose callback ran, or is running, does no harm',
    covers: ['test_events.EventLoopTestsMixin.test_call_soon_threadsafe_handle_cancel_same_thread'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const own: Handle = loop.callSoonThreadsafe(() => {
        own.cancel();
        trace('cancels itself', own.cancelled());
      });
      const ran = loop.callSoon(trace, 'runs');
      trace('before', ran.cancelled());
      loop.callSoon(loop.stop);
      await loop.runForever();
      trace('ran', ran.cancelled());
      ran.cancel();
      trace('cancelled afterwards', ran.cancelled());
    },
  },
  {
    name: 'loop/call-soon-threadsafe-order',
    title: 'callSoonThreadsafe and callSoon share one queue',
    covers: ['test_events.EventLoopTestsMixin.test_call_soon_threadsafe_same_thread'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      for (let i = 0; i < 3; i++) {
        loop.callSoon(trace, 'soon', i);
        loop.callSoonThreadsafe(trace, 'threadsafe', i);
      }
      loop.callSoonThreadsafe(loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
];
