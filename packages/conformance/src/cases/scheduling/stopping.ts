import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

export const stopping: readonly Case[] = inBothRuns([
  {
    name: 'scheduling/stop-in-timer',
    title: 'stop in a timer lets the timers that are due with it run, and keeps the others for the next run',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (name: string): void => trace(name, turn());
      loop.callAt(loop.time() - 300, () => {
        call('stops');
        loop.stop();
        loop.callAt(loop.time() - 1000, call, 'scheduled by it');
      });
      loop.callAt(loop.time() - 200, call, 'due too');
      const later = loop.callLater(3_600_000, trace, 'never');
      await loop.runForever();
      trace('first run ended', turn(), later);
      loop.callSoon(call, 'between runs');
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'scheduling/stop-first-and-last',
    title: 'it does not matter where in a batch stop is called',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const call = (name: string): void => {
        trace(name, turn());
        loop.callSoon(() => trace(`after ${name}`, turn()));
      };
      loop.callSoon(loop.stop);
      loop.callSoon(call, 'a');
      loop.callSoonThreadsafe(call, 'b');
      await loop.runForever();
      trace('ended', turn());
      loop.callSoon(call, 'c');
      loop.callSoonThreadsafe(loop.stop);
      await loop.runForever();
      trace('ended', turn());
      loop.stop();
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'scheduling/stop-in-done-callback',
    title: 'stop in a done callback lets the other done callbacks run',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<void>();
      future.addDoneCallback(() => trace('first', turn()));
      future.addDoneCallback(() => loop.stop());
      future.addDoneCallback(() => {
        trace('third', turn());
        future.addDoneCallback(() => trace('added too late', turn()));
      });
      loop.callSoon(() => future.setResult());
      await loop.runForever();
      trace('ended', turn());
      loop.stop();
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/stop-in-task',
    title: 'a task that stops the loop goes on to its next wait, and from there in the next run',
    async run({ newLoop, trace, turns, core }) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        (function* () {
          loop.stop();
          trace('goes on', turn());
          yield* core.sleep(0);
          trace('next run', turn());
          loop.stop();
          yield* core.sleep(0);
          trace('last run', turn());
          return 'result';
        })(),
      );
      for (const run of ['first', 'second']) {
        await loop.runForever();
        trace(run, turn(), task);
      }
      trace('result', await loop.runUntilComplete(task), turn());
    },
  },
  {
    name: 'scheduling/stop-between-runs',
    title: 'stop between runs makes the next run one turn long, however often it is called',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const again = (): void => {
        trace('again', turn());
        if (turn() < 5) loop.callSoon(again);
        else loop.stop();
      };
      loop.callSoon(again);
      loop.stop();
      loop.stop();
      await loop.runForever();
      trace('ended', turn(), loop.isRunning());
      loop.stop();
      await loop.runForever();
      trace('ended', turn());
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'scheduling/stop-with-result',
    title: 'a future that is done in the turn in which the loop stops gives its result',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const before = loop.createFuture<string>();
      loop.callSoon(() => before.setResult('set before'));
      loop.callSoon(loop.stop);
      await attempt('before', () => loop.runUntilComplete(before));
      const after = loop.createFuture<string>();
      loop.callSoon(loop.stop);
      loop.callSoon(() => after.setResult('set after'));
      await attempt('after', () => loop.runUntilComplete(after));
      loop.callSoon(trace, 'next run');
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
    },
  },
]);
