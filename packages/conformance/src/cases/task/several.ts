import type { Case } from '../../case.ts';

/** What asyncio does with `gather`, async functions do with `Promise.all` over futures of the loop. */
export const several: readonly Case[] = [
  {
    name: 'task/gather-order',
    title: 'results of several are in the order in which they were asked for, whatever came first',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const [a, b, c] = [loop.createFuture<string>(), loop.createFuture<string>(), loop.createFuture<string>()];
      loop.callSoon(() => {
        b.setResult('b');
        loop.callSoon(() => {
          c.setResult('c');
          loop.callSoon(() => a.setResult('a'));
        });
      });
      const all = await loop.runUntilComplete(async () => {
        const results = await Promise.all([a, b, c]);
        trace('goes on', a, b, c);
        return results;
      });
      trace('results', all);
    },
  },
  {
    name: 'task/gather-first-error',
    title: 'the first error of several is thrown at once; the others go on',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const [a, b, c] = [loop.createFuture<string>(), loop.createFuture<string>(), loop.createFuture<string>()];
      const error = new RangeError();
      loop.callSoon(() => {
        c.setResult('c');
        b.setException(error);
      });
      await loop.runUntilComplete(async () => {
        try {
          await Promise.all([a, b, c]);
        } catch (caught) {
          trace('caught', caught, caught === error, a, b, c);
        }
        a.setResult('a');
        trace('goes on', await a);
      });
    },
  },
  {
    name: 'task/gather-all-outcomes',
    title: 'errors of several can be collected like results',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const [a, b, c] = [loop.createFuture<string>(), loop.createFuture<string>(), loop.createFuture<string>()];
      loop.callSoon(() => {
        c.setResult('c');
        a.setException(new RangeError());
        b.cancel();
      });
      await loop.runUntilComplete(async () => {
        const outcomes = await Promise.allSettled([a, b, c]);
        trace('outcomes', ...outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason)));
      });
    },
  },
  {
    name: 'task/gather-cancel',
    title: 'cancelling who waits for several cancels all that are not done',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const work = (name: string, delay: number) => async (): Promise<string> => {
        try {
          await core.sleep(delay);
          return name;
        } catch (error) {
          trace(name, error);
          throw error;
        }
      };
      const [quick, slow, slower] = [
        loop.createTask(work('quick', 1)),
        loop.createTask(work('slow', 1000)),
        loop.createTask(work('slower', 2000)),
      ];
      const waiting = loop.createTask(async () => {
        try {
          await Promise.all([quick, slow, slower]);
        } catch (error) {
          trace('waiter', error);
          throw error;
        }
      });
      await loop.runUntilComplete(async () => {
        await quick;
        await core.sleep(0);
        trace('cancel', waiting.cancel());
        try {
          await waiting;
        } catch (error) {
          trace('caught', error);
        }
        trace('then', waiting, quick, slow, slower, slow.cancelling());
      });
    },
  },
  {
    name: 'task/gather-tasks',
    title: 'several coroutines waited for at once run side by side',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const work = (name: string, steps: number) => async (): Promise<string> => {
        for (let i = 0; i < steps; i++) {
          trace(name, i, turn());
          await core.sleep(0);
        }
        return name;
      };
      await loop.runUntilComplete(async () => {
        const names = await Promise.all([work('a', 3), work('b', 1), work('c', 2)].map((coroutine) => loop.createTask(coroutine)));
        trace('results', names);
      });
    },
  },
];
