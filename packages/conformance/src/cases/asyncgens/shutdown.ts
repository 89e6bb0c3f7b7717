import type { Case } from '../../case.ts';

type Numbers = AsyncGenerator<number, void, undefined>;

export const shutdown: readonly Case[] = [
  {
    name: 'asyncgens/open-ones-are-closed',
    title: 'every generator that is open is closed where it waits to be asked, and runs its finally blocks once',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const closed = new Set<string>();
      async function* numbers(name: string): Numbers {
        try {
          yield 1;
          trace('never', name);
        } finally {
          closed.add(name);
        }
      }
      await loop.runUntilComplete(async () => {
        const open = ['a', 'b', 'c'].map((name) => loop.trackAsyncgen(numbers(name)));
        for (const generator of open) trace('number', (await generator.next()).value);
        trace('still open', closed);
        trace('shut down', await loop.shutdownAsyncgens(), closed);
        for (const generator of open) trace('is at its end', (await generator.next()).done);
      });
    },
  },
  {
    name: 'asyncgens/none-is-left',
    title: 'there is nothing to close in a second shutdown, nor in one of a loop without generators',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      async function* numbers(): Numbers {
        try {
          yield 1;
        } finally {
          trace('closed');
        }
      }
      const empty = newLoop();
      trace('nothing', await empty.runUntilComplete(empty.shutdownAsyncgens()));
      await loop.runUntilComplete(async () => {
        const generator = loop.trackAsyncgen(numbers());
        await generator.next();
        trace('first', await loop.shutdownAsyncgens());
        trace('second', await loop.shutdownAsyncgens());
      });
    },
  },
  {
    name: 'asyncgens/ended-ones-are-not-closed',
    title: 'generators that ended, were closed or left by a loop run nothing in shutdown, nor does one that never began',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      async function* numbers(name: string): Numbers {
        try {
          yield 1;
          yield 2;
        } finally {
          trace('closed', name);
        }
      }
      await loop.runUntilComplete(async () => {
        const [ended, closed, left, unbegun] = ['ended', 'closed', 'left', 'unbegun'].map((name) => loop.trackAsyncgen(numbers(name)));
        for await (const number of ended as Numbers) trace('ended', number);
        trace('closed', (await (closed as Numbers).next()).value);
        await (closed as Numbers).return();
        try {
          for await (const number of left as Numbers) {
            trace('left', number);
            break;
          }
        } finally {
          await (left as Numbers).return();
        }
        trace('before');
        await loop.shutdownAsyncgens();
        trace('after', (await (unbegun as Numbers).next()).done);
      });
    },
  },
  {
    name: 'asyncgens/finally-may-wait',
    title: 'finally blocks may wait: all generators are closed at the same time, and shutdown waits for the last',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      async function* sleeper(delay: number): Numbers {
        try {
          yield delay;
        } finally {
          await core.sleep(delay);
          trace('closed', delay);
        }
      }
      await loop.runUntilComplete(async () => {
        const open = [30, 10, 20].map((delay) => loop.trackAsyncgen(sleeper(delay)));
        for (const generator of open) await generator.next();
        trace('shut down', await loop.shutdownAsyncgens());
      });
    },
  },
  {
    name: 'asyncgens/in-a-run-of-its-own',
    title: 'generators that one run left open are closed by shutdown in a later run, before the loop is closed',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      async function* numbers(): Numbers {
        try {
          yield 1;
          yield 2;
        } finally {
          trace('closed', loop.isRunning());
        }
      }
      const generator = loop.trackAsyncgen(numbers());
      trace('first', await loop.runUntilComplete(async () => (await generator.next()).value));
      trace('second', await loop.runUntilComplete(async () => (await generator.next()).value));
      trace('shut down', await loop.runUntilComplete(loop.shutdownAsyncgens()));
      loop.close();
    },
  },
  {
    name: 'asyncgens/loops-apart',
    title: 'shutdown closes the generators of its own loop only',
    async run({ newLoop, trace }) {
      const [first, second] = [newLoop(), newLoop()];
      async function* numbers(name: string): Numbers {
        try {
          yield 1;
        } finally {
          trace('closed', name);
        }
      }
      const one = first.trackAsyncgen(numbers('first'));
      const other = second.trackAsyncgen(numbers('second'));
      await first.runUntilComplete(async () => void (await one.next()));
      await second.runUntilComplete(async () => void (await other.next()));
      trace('first loop', await first.runUntilComplete(first.shutdownAsyncgens()));
      trace('second loop', await second.runUntilComplete(second.shutdownAsyncgens()));
    },
  },
  {
    name: 'asyncgens/nested-ones',
    title: 'a generator that iterates another closes it too, whichever shutdown reaches first',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const closed = new Set<string>();
      async function* inner(): Numbers {
        try {
          yield 1;
          yield 2;
        } finally {
          closed.add('inner');
        }
      }
      async function* outer(): Numbers {
        const numbers = loop.trackAsyncgen(inner());
        try {
          for (let next = await numbers.next(); !next.done; next = await numbers.next()) yield next.value * 10;
        } finally {
          await numbers.return();
          closed.add('outer');
        }
      }
      await loop.runUntilComplete(async () => {
        const generator = loop.trackAsyncgen(outer());
        trace('number', (await generator.next()).value);
        await loop.shutdownAsyncgens();
        trace('closed', closed);
      });
    },
  },
  {
    name: 'asyncgens/variables',
    title: 'finally blocks see the context variables of who shuts the generators down',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      async function* numbers(): Numbers {
        try {
          trace('begins', variable.get());
          yield 1;
        } finally {
          trace('closed', variable.get());
        }
      }
      const generator = loop.trackAsyncgen(numbers());
      await loop.runUntilComplete(async () => {
        variable.set('who iterates');
        await generator.next();
      });
      await loop.runUntilComplete(async () => {
        variable.set('who shuts down');
        await loop.shutdownAsyncgens();
      });
    },
  },
];
