import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const turns: readonly Case[] = [
  {
    name: 'task/steps-between-callbacks',
    title: 'steps of tasks stand among the callbacks of a turn as they were scheduled',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      function* work(name: string): Steps<void> {
        for (let i = 0; i < 3; i++) {
          trace(name, i, turn());
          loop.callSoon(() => trace(`scheduled by ${name}`, i, turn()));
          yield* core.sleep(0);
          loop.callSoon(() => trace(`scheduled later by ${name}`, i, turn()));
        }
      }
      loop.callSoon(() => trace('callback', turn()));
      loop.createTask(work('a'));
      loop.callSoon(() => trace('callback', turn()));
      await loop.runUntilComplete(work('b'));
    },
  },
  {
    name: 'task/order-of-a-turn',
    title: 'what a task does in one step happens in the order asyncio gives it',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<void>();
      function* child(name: string): Steps<void> {
        trace(`${name} begins`, turn());
        yield* future;
        trace(`${name} ends`, turn());
      }
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const first = loop.createTask(child('first'));
          loop.callSoon(() => trace('callback', turn()));
          const second = loop.createTask(child('second'));
          first.addDoneCallback(() => trace('first is done', turn()));
          trace('created', turn());
          yield* core.sleep(0);
          future.setResult();
          trace('set', turn(), yield* future);
          yield* second;
          trace('second was waited for', turn());
          yield* first;
          trace('first was waited for', turn());
        })(),
      );
      trace('ended', turn());
    },
  },
  ...inBothForms([
    {
      name: 'task/interleaving',
      title: 'tasks that give way take turns step by step',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const work = (name: string, steps: number) =>
          form(function* () {
            for (let i = 0; i < steps; i++) {
              trace(name, i, turn());
              yield* core.sleep(0);
            }
            trace(name, 'ends', turn());
          });
        loop.createTask(work('a', 2));
        loop.createTask(work('b', 4));
        await loop.runUntilComplete(work('c', 5));
      },
    },
    {
      name: 'task/producer-and-consumer',
      title: 'a producer and a consumer that wait for each other go on in alternate turns',
      async run({ newLoop, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        let full = loop.createFuture<number>();
        let empty = loop.createFuture<void>();
        const producer = form(function* () {
          for (let i = 0; i < 3; i++) {
            yield* empty;
            empty = loop.createFuture();
            trace('produces', i, turn());
            full.setResult(i);
          }
        });
        const consumer = form(function* () {
          for (let i = 0; i < 3; i++) {
            const item = yield* full;
            full = loop.createFuture();
            trace('consumes', item, turn());
            empty.setResult();
          }
        });
        loop.createTask(producer);
        loop.callSoon(() => void loop.callSoon(() => empty.setResult()));
        await loop.runUntilComplete(consumer);
        trace('ended', turn());
      },
    },
    {
      name: 'task/run-ends-with-its-task',
      title: 'a run ends with its task; the others go on in the next run where they were',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const other = loop.createTask(
          form(function* () {
            for (let i = 0; i < 8; i++) {
              trace('other', i, turn());
              yield* core.sleep(0);
            }
          }),
        );
        const short = form(function* () {
          yield* core.sleep(0);
          yield* core.sleep(0);
        });
        await loop.runUntilComplete(short);
        trace('between the runs', turn(), other);
        await loop.runUntilComplete(other);
        trace('ended', turn(), other);
      },
    },
  ]),
];
