import type { Case } from '../../case.ts';

type Numbers = AsyncGenerator<number, void, undefined>;

/** Generators that do not close as they should. */
export const shutdownTrouble: readonly Case[] = [
  {
    name: 'asyncgens/error-is-reported',
    title: 'a generator that fails while it closes is reported with itself; the others are closed all the same',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      const closed = new Set<string>();
      async function* numbers(name: string): Numbers {
        try {
          yield 1;
        } finally {
          closed.add(name);
          // biome-ignore lint/correctness/noUnsafeFinally: that is what this is about
          if (name === 'failing') throw new RangeError('failed');
        }
      }
      await loop.runUntilComplete(async () => {
        const open = ['first', 'failing', 'last'].map((name) => loop.trackAsyncgen(numbers(name)));
        loop.setExceptionHandler((of, context) => {
          const { message, ...rest } = context;
          const words = 'an error occurred during closing of asynchronous generator';
          trace(
            'handler',
            of === loop,
            message.includes(words),
            reportOf({ ...rest, message: words }),
            open.indexOf(context.asyncgen as Numbers),
          );
        });
        for (const generator of open) await generator.next();
        trace('shut down', await loop.shutdownAsyncgens(), closed);
      });
    },
  },
  {
    name: 'asyncgens/errors-of-many',
    title: 'each generator that fails is reported',
    async run({ newLoop, trace, message, core }) {
      const loop = newLoop();
      const reported = new Set<string>();
      loop.setExceptionHandler((_loop, { exception }) => {
        reported.add(message(exception));
      });
      async function* numbers(name: string): Numbers {
        try {
          yield 1;
        } finally {
          await core.sleep(0);
          // biome-ignore lint/correctness/noUnsafeFinally: that is what this is about
          throw new RangeError(name);
        }
      }
      await loop.runUntilComplete(async () => {
        const open = ['a', 'b', 'c'].map((name) => loop.trackAsyncgen(numbers(name)));
        for (const generator of open) await generator.next();
        trace('shut down', await loop.shutdownAsyncgens(), reported);
      });
    },
  },
  {
    name: 'asyncgens/yields-while-it-closes',
    title: 'a generator that goes on yielding while it closes',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, { exception }) => trace('handler', exception));
      async function* numbers(): Numbers {
        try {
          yield 1;
        } finally {
          trace('closing');
          yield 2;
        }
      }
      await loop.runUntilComplete(async () => {
        const generator = loop.trackAsyncgen(numbers());
        await generator.next();
        trace('shut down', await loop.shutdownAsyncgens());
      });
    },
  },
  {
    name: 'asyncgens/in-use',
    title: 'a generator that is asked for its next value while it is closed',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, { exception }) => trace('handler', exception));
      async function* numbers(): Numbers {
        try {
          yield 1;
          await core.sleep(10);
          yield 2;
          trace('never');
        } finally {
          trace('closed');
        }
      }
      await loop.runUntilComplete(async () => {
        const generator = loop.trackAsyncgen(numbers());
        await generator.next();
        const task = loop.createTask(async () => trace('number', (await generator.next()).value));
        await core.sleep(0);
        await loop.shutdownAsyncgens();
        trace('shut down');
        await task;
        await generator.return();
      });
    },
  },
  {
    name: 'asyncgens/of-a-cancelled-task',
    title: 'a generator in which a task is cancelled ends there; one that the task only holds is left for shutdown',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      async function* numbers(name: string, delay: number): Numbers {
        try {
          yield 1;
          await core.sleep(delay);
        } finally {
          trace('closed', name);
        }
      }
      await loop.runUntilComplete(async () => {
        const held = loop.trackAsyncgen(numbers('held', 0));
        const running = loop.trackAsyncgen(numbers('running', 3_600_000));
        const task = loop.createTask(async () => {
          await held.next();
          for await (const number of running) trace('number', number);
        });
        await core.sleep(10);
        task.cancel();
        try {
          await task;
        } catch (error) {
          trace('task', error);
        }
        await loop.shutdownAsyncgens();
        trace('shut down');
      });
    },
  },
  {
    name: 'asyncgens/after-shutdown',
    title: 'a generator that is begun after shutdown can be iterated, with a warning, and closed by another shutdown',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      async function* numbers(): Numbers {
        try {
          yield 1;
          yield 2;
        } finally {
          trace('closed');
        }
      }
      let warnings = 0;
      const { emitWarning } = process;
      process.emitWarning = (): void => void warnings++;
      const main = async (): Promise<void> => {
        await loop.shutdownAsyncgens();
        const generator = loop.trackAsyncgen(numbers());
        trace('first', (await generator.next()).value);
        trace('second', (await generator.next()).value);
        trace('warnings', warnings);
        await loop.shutdownAsyncgens();
        trace('shut down');
      };
      try {
        await loop.runUntilComplete(main);
      } finally {
        process.emitWarning = emitWarning;
      }
    },
  },
];
