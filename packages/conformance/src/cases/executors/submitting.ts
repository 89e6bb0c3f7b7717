import type { Case } from '../../case.ts';
import { type AnyWork, inBothPools, inProcesses } from './open-pools.ts';

const EXECUTOR = 'test_concurrent_futures.executor.ExecutorTest';

/** Work that is submitted, and what comes of it. */
export const submittedWork: readonly Case[] = [
  ...inBothPools([
    {
      name: 'executors/submit',
      title: 'the result of work is that of its future',
      covers: [`${EXECUTOR}.test_submit`],
      body: async ({ pool, work, outcome }) => {
        const made = pool();
        await outcome('result', () => made.submit(work('power'), 2, 8));
        await outcome('nothing', () => made.submit(work('nothing')));
      },
    },
    {
      name: 'executors/arguments',
      title: 'arguments cross as they are, objects with whatever keys',
      body: async ({ pool, work, outcome }) => {
        const made = pool();
        await outcome('numbers', () => made.submit(work('echo'), 1, -1.5, Number.POSITIVE_INFINITY));
        await outcome('object', () => made.submit(work('echo'), 1, { self: 2, fn: 3 }));
        await outcome('nested', () => made.submit(work('echo'), [[], [null, true]], { a: { b: ['c'] } }, 'text'));
        await outcome('bytes', () => made.submit(work('echo'), new Uint8Array([0, 1, 255])));
        await outcome('none', () => made.submit(work('echo')));
      },
    },
    {
      name: 'executors/no-work',
      title: 'what cannot be called is a TypeError',
      body: async ({ pool, outcome }) => {
        const made = pool();
        for (const nothing of [null, 1]) await outcome('refused', () => made.submit(nothing as unknown as AnyWork));
        await outcome('nothing at all', () => (made.submit as unknown as () => PromiseLike<unknown>)());
      },
    },
    {
      name: 'executors/error',
      title: 'an error crosses with its class and its message, and the worker goes on',
      body: async ({ pool, work, error, outcome, trace, message }) => {
        const made = pool();
        const failure = await error(() => made.submit(work('fail'), 'a text'));
        trace('error', failure, message(failure));
        await outcome('then', () => made.submit(work('power'), 2, 8));
      },
    },
    {
      name: 'executors/max-workers',
      title: 'there must be one worker at least',
      covers: [`${EXECUTOR}.test_max_workers_negative`],
      body: async ({ pool, attempt }) => {
        for (const count of [0, -1]) attempt('refused', () => void pool(count));
      },
    },
    {
      name: 'executors/in-order',
      title: 'one worker does what is submitted in that order',
      body: async ({ pool, work, file, lines, trace, gate }) => {
        const [made, notes, start] = [pool(), file(), gate()];
        const first = made.submit(work('passGate'), start.path);
        const rest = ['a', 'b', 'c', 'd'].map((text) => made.submit(work('note'), notes, text));
        start.open();
        await first;
        for (const future of rest) await future;
        trace('noted', lines(notes));
      },
    },
  ]),
  ...inProcesses([
    {
      name: 'executors/remote-stack',
      title: 'an error tells where in the worker it was thrown',
      body: async ({ pool, work, error, trace, message }) => {
        const failure = await error(() => pool().submit(work('failDeepInside')));
        trace('error', failure, message(failure));
        trace('tells the place', /innermost/.test(failure.stack ?? ''), /works\.mjs/.test(failure.stack ?? ''));
      },
    },
  ]),
];
